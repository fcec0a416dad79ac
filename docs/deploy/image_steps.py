"""Runs the Dockerfile's steps in an empty folder, where there is no Docker, and looks at what they make.

`python docs/deploy/image_steps.py FOLDER`: FOLDER/build becomes the root of the first stage, FOLDER/image what the
second one copies from it. Steps see a clean environment; every path that they name is below these roots.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

HERE = Path(__file__).parent
SOURCE = HERE.parents[1]
LOCKS = HERE / "locks"
_OWN_PATHS = re.compile(r"(?<![\w.])/(?=(?:src|build|dist|opt)\b)")
_KEPT = re.compile(r"(PIP|SSL|HTTPS?|NO)_.*|.*_proxy", re.IGNORECASE)
"""Variables that say how a package index is reached."""


def steps(text: str) -> Iterator[list[tuple[str, str]]]:
    """The instructions of each stage, as (word, rest); comments are left out and continued lines joined."""
    joined = re.sub(r"\\\n\s*", " ", "\n".join(line for line in text.splitlines() if not line.startswith("#")))
    stage: list[tuple[str, str]] = []
    for line in filter(str.strip, joined.splitlines()):
        word, _, rest = line.partition(" ")
        if word == "FROM":
            yield stage
            stage = []
        stage.append((word, rest.strip()))
    yield stage


def build(root: Path, stage: list[tuple[str, str]]) -> None:
    """Run the first stage below `root`."""
    environment = {name: value for name, value in os.environ.items() if _KEPT.fullmatch(name)}
    environment |= {"PATH": f"{_interpreter(root)}:/usr/bin:/bin", "HOME": str(root), "LANG": "C.UTF-8"}
    work = root
    for word, rest in stage:
        match word:
            case "ENV":
                environment |= dict(part.split("=", 1) for part in rest.split())
            case "WORKDIR":
                work = root / rest.lstrip("/")
                work.mkdir(parents=True)
            case "COPY":
                *names, target = rest.split()
                for name in names:
                    _copy(name, work / target)
            case "RUN":
                command = _OWN_PATHS.sub(f"{root}/", rest)
                print(f"RUN {rest}", flush=True)
                subprocess.run(["/bin/sh", "-ec", command], check=True, cwd=work, env=environment)
            case "FROM" | "ARG":
                pass
            case _:
                raise SystemExit(f"{word}: an instruction that is not known here")


def _interpreter(root: Path) -> Path:
    """A folder with this Python, by the name that the image has it under."""
    folder = root / "bin"
    folder.mkdir(parents=True)
    (folder / "python").symlink_to(Path(getattr(sys, "_base_executable", sys.executable)).resolve())
    return folder


def _copy(name: str, target: Path) -> None:
    source = SOURCE / name
    if not allowed(name.rstrip("/")):
        raise SystemExit(f"COPY {name}: Dockerfile.dockerignore keeps it out")
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"), dirs_exist_ok=True)
    else:
        shutil.copy2(source, target)


def allowed(name: str) -> bool:
    """Whether the ignore file lets `name`, a path from the source's root, into the build."""
    said = False
    for line in (HERE / "Dockerfile.dockerignore").read_text().splitlines():
        pattern = line.strip()
        if pattern and not pattern.startswith("#") and fnmatch(name, pattern.removeprefix("!")):
            said = pattern.startswith("!")
    return said


def publish(root: Path, image: Path, stage: list[tuple[str, str]]) -> None:
    """What the second stage takes from the first."""
    for word, rest in stage:
        if word == "COPY" and rest.startswith("--from=build "):
            _, source, target = rest.split()
            shutil.copytree(root / source.lstrip("/"), image / target.lstrip("/"), symlinks=True)


def look(image: Path) -> None:
    """Fail where the image has more than the locked packages and kprobe, or where kprobe does not start."""
    python = image / "opt/kprobe/bin/python"
    listing = (
        "import importlib.metadata as m; print(*sorted({d.name.lower().replace('_', '-') for d in m.distributions()}))"
    )
    have = set(_output(python, "-I", "-c", listing).split())
    locked = {
        line.split("==")[0].split("[")[0] for line in (LOCKS / "runtime.txt").read_text().splitlines() if "==" in line
    }
    if extra := have - locked - {"kprobe"}:
        raise SystemExit(f"not in the runtime lock: {', '.join(sorted(extra))}")
    print(_output(python, "-m", "kprobe", "--version").strip())
    if " VERDICT " not in _output(python, "-m", "kprobe", "demo"):
        raise SystemExit("the demo shows no table")
    print(f"{len(have)} packages, {_size(image) / 1e6:.1f} MB beside Python")


def _output(*command: object) -> str:
    return subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True, env={}).stdout


def _size(folder: Path) -> int:
    return sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_dir())


if __name__ == "__main__":
    (home,) = sys.argv[1:]
    base = Path(home).resolve()
    _, first, second = steps((HERE / "Dockerfile").read_text(encoding="utf-8"))
    build(base / "build", first)
    publish(base / "build", base / "image", second)
    look(base / "image")
