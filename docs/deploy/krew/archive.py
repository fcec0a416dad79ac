"""Makes what krew installs on machines like this one: kprobe with its own Python, and nothing else needed.

`python docs/deploy/krew/archive.py FOLDER` in an environment that has docs/deploy/locks/release.txt and runtime.txt and
kprobe. It writes FOLDER/kprobe-VERSION-OS-ARCHITECTURE.tar.gz, and runs the demo from what it has packed.

A folder, not one file: one file would unpack itself at every start, and kubectl starts it whenever Tab is pressed.
"""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from kprobe import __version__

SOURCE = Path(__file__).parents[3]
PROGRAM = "kubectl-kprobe"
_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
_NEVER_IMPORTED = ("kubernetes.aio", "aiohttp", "tkinter")


def name() -> str:
    """The archive's name: as krew and Go call systems and architectures."""
    machine = platform.machine().lower()
    return f"kprobe-{__version__}-{platform.system().lower()}-{_ARCHITECTURES.get(machine, machine)}.tar.gz"


def pack(folder: Path) -> Path:
    """Write the archive, and tell where it is."""
    with tempfile.TemporaryDirectory() as place:
        work = Path(place)
        start = work / "start.py"
        start.write_text("from kprobe.cli.main import main\n\nmain()\n", encoding="utf-8")
        excluded = [part for module in _NEVER_IMPORTED for part in ("--exclude-module", module)]
        subprocess.run(
            [
                *(sys.executable, "-m", "PyInstaller", "--onedir", "--noconfirm", "--log-level", "ERROR"),
                *("--name", PROGRAM, "--distpath", work / "dist", "--workpath", work / "build", "--specpath", work),
                *("--collect-all", "kprobe", "--copy-metadata", "kprobe", *excluded, start),
            ],
            check=True,
        )
        made = work / "dist" / PROGRAM
        shutil.copy2(SOURCE / "LICENSE", made)
        said = subprocess.run([made / PROGRAM, "demo"], check=True, capture_output=True, text=True, env={}).stdout
        if " VERDICT " not in said:
            raise SystemExit("the demo shows no table")
        folder.mkdir(parents=True, exist_ok=True)
        archive = folder / name()
        with tarfile.open(archive, "w:gz") as tar:
            tar.add(made, ".", filter=_anonymous)
    return archive


def _anonymous(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """Whoever packs it is nobody's business."""
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    return entry


if __name__ == "__main__":
    (where,) = sys.argv[1:]
    print(pack(Path(where)))
