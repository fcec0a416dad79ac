from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

from kprobe.render.web import assets

ROOT = Path(__file__).parents[3]
WEB = ROOT / "kprobe" / "render" / "web"


def test_every_file_of_style_and_script_is_in_the_page() -> None:
    pages = assets.assets(), assets.of_difference()
    whole = "".join(page.style + page.early + page.script for page in pages)
    for path in (*WEB.glob("css/*.css"), *WEB.glob("js/*.js")):
        assert path.read_text(encoding="ascii") in whole, path.name


def test_a_wheel_has_the_templates_the_style_and_the_scripts(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=200,
    )
    [wheel] = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    needed = [path for folder in ("templates", "css", "js") for path in (WEB / folder).iterdir()]
    assert needed
    assert {str(path.relative_to(ROOT)) for path in needed} <= packed
