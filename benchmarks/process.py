"""Whole processes, measured from outside: wall time, CPU, peak memory, in pairs."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PYTHON = sys.executable
KPROBE = str(Path(sys.executable).with_name("kprobe"))
# A program that was installed is not compiled at every start, whatever this shell asks of Python.
_OF_THIS_SHELL = frozenset({"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One finished process: `seconds` of wall time, `cpu` seconds (user and system, children included).

    `high` is its highest memory in MB as the kernel tells it, `floor` that of the process that started it.
    """

    seconds: float
    cpu: float
    high: float
    floor: float
    code: int

    @property
    def peak(self) -> float:
        """Its highest memory in MB. Raises RuntimeError where it is not known: Linux counts from the starter's on."""
        if self.high <= self.floor:
            raise RuntimeError(f"no peak of memory below the {self.floor:.0f} MB of this process can be measured")
        return self.high


def run(
    command: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    stdout: Path | None = None,
    stdin: bytes = b"",
    accept: tuple[int, ...] = (0,),
) -> Run:
    """Run `command` to its end; raises RuntimeError, with what it wrote to standard error, for another exit code."""
    with (stdout or Path(os.devnull)).open("wb") as out:
        started = time.monotonic()
        child = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=out, stderr=subprocess.PIPE, env={**_environment(), **(env or {})}
        )
        assert child.stdin is not None
        assert child.stderr is not None
        try:
            child.stdin.write(stdin)
        finally:
            child.stdin.close()
        said = child.stderr.read()
        child.stderr.close()
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.monotonic() - started
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in accept:
        raise RuntimeError(f"{' '.join(command)} ended with {child.returncode}: {said.decode(errors='replace')[-500:]}")
    return Run(
        seconds=seconds,
        cpu=usage.ru_utime + usage.ru_stime,
        high=_megabytes(usage),
        floor=_megabytes(resource.getrusage(resource.RUSAGE_SELF)),
        code=child.returncode,
    )


def _megabytes(usage: resource.struct_rusage) -> float:
    return usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in _OF_THIS_SHELL}


def pairs(rounds: int, ours: Callable[[], Run], control: Callable[[], Run]) -> tuple[list[Run], list[Run]]:
    """Both in turn, `rounds` times after a round that does not count, so that a machine's moods meet both alike."""
    ours(), control()
    measured = [(ours(), control()) for _ in range(rounds)]
    return [a for a, _ in measured], [b for _, b in measured]
