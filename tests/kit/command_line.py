"""Runs kprobe as a person does: a process of its own, in a pipe or in a terminal."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_KPROBE = (sys.executable, "-m", "kprobe")


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """How a process ended."""

    code: int
    out: str
    err: str


def environment(**more: str) -> dict[str, str]:
    """Without what would steer kprobe from outside the test."""
    steering = ("KUBECONFIG", "NO_COLOR", "COLUMNS", "LINES", "HOME", "TERM", "PYTHONIOENCODING", "LC_ALL")
    kept = {name: value for name, value in os.environ.items() if name not in steering}
    return {**kept, "HOME": "/nonexistent", "TERM": "xterm", "PYTHONUTF8": "1", **more}


def kprobe(*arguments: str | Path, env: Mapping[str, str] | None = None, folder: Path | None = None) -> Done:
    """In pipes; `folder` is the working directory."""
    done = subprocess.run(
        [*_KPROBE, *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        env=environment(**(env or {})),
        stdin=subprocess.DEVNULL,
        timeout=50,
        check=False,
        cwd=folder,
    )
    return Done(code=done.returncode, out=done.stdout, err=done.stderr)


def started(*arguments: str | Path) -> subprocess.Popen[str]:
    """Begun, in pipes; the caller ends it."""
    return subprocess.Popen(
        [*_KPROBE, *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=environment(),
    )


def in_terminal(*arguments: str | Path, columns: int = 100, env: Mapping[str, str] | None = None) -> Done:
    """On a pseudo-terminal, where stdout and stderr are one; both are in `out`."""
    import fcntl  # noqa: PLC0415 - not on Windows
    import pty  # noqa: PLC0415 - as above
    import struct  # noqa: PLC0415 - as above
    import termios  # noqa: PLC0415 - as above

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    process = subprocess.Popen(
        [*_KPROBE, *map(str, arguments)],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment(**(env or {})),
    )
    os.close(theirs)
    parts: list[bytes] = []
    with contextlib.suppress(OSError):  # EIO: the other side is closed
        while part := os.read(ours, 65536):
            parts.append(part)
    os.close(ours)
    code = process.wait(timeout=50)
    return Done(code=code, out=b"".join(parts).decode("utf-8", "replace").replace("\r\n", "\n"), err="")
