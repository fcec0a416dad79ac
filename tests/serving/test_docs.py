"""docs/serve.md says what is served, and its examples are taken by Prometheus."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from kprobe.serving.answers import PATHS
from kprobe.serving.clock import now
from kprobe.serving.own import own_metrics
from tests.kit.exporter import having, samples

PAGE = (Path(__file__).parents[2] / "docs" / "serve.md").read_text(encoding="utf-8")
SCRAPE, RULES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
PROMTOOL = shutil.which("promtool")


def test_every_metric_of_the_exporter_is_listed_and_no_other() -> None:
    listed = set(re.findall(r"^\| `(kprobe_\w+)` \|", PAGE, re.MULTILINE))
    served = {name for name, _ in samples(own_metrics(having(), now()).decode())}
    assert listed == {name for name in served if name.startswith("kprobe_")}
    assert {"process_resident_memory_bytes", "python_info"} <= served


def test_every_path_is_listed() -> None:
    rows = re.findall(r"^\| (`/.*?`) \|", PAGE, re.MULTILINE)
    assert {path for row in rows for path in re.findall(r"`(.*?)`", row)} == set(PATHS)


@pytest.mark.skipif(PROMTOOL is None, reason="promtool is not installed: apt-get install prometheus")
@pytest.mark.parametrize(("what", "text"), [("config", SCRAPE), ("rules", RULES)])
def test_promtool_takes_the_examples(what: str, text: str, tmp_path: Path) -> None:
    assert PROMTOOL is not None
    (tmp_path / "example.yml").write_text(text, encoding="utf-8")
    done = subprocess.run(
        [PROMTOOL, "check", what, tmp_path / "example.yml"], capture_output=True, text=True, timeout=30, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    bad = text.replace("scrape_interval", "scrape_intervall").replace("expr: ", "expr: ((")
    (tmp_path / "example.yml").write_text(bad, encoding="utf-8")
    done = subprocess.run(
        [PROMTOOL, "check", what, tmp_path / "example.yml"], capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
