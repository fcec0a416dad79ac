"""Start-up: what a person or a shell waits for before kprobe does anything, against loading typer alone.

Whole processes. Completion is what the shell's function calls at every press of the Tab key (bash's here).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from benchmarks.process import KPROBE, PYTHON, pairs, run
from benchmarks.row import Bench, Row

SHELL = {"_KPROBE_COMPLETE": "complete_bash"}
CASES: tuple[tuple[str, tuple[str, ...], Mapping[str, str]], ...] = (
    ("kprobe --help", ("--help",), {}),
    ("kprobe --version", ("--version",), {}),
    ("kprobe scan --help", ("scan", "--help"), {}),
    ("completion of `kprobe sc`", (), {**SHELL, "COMP_WORDS": "kprobe sc", "COMP_CWORD": "1"}),
    ("completion of `kprobe scan -o `", (), {**SHELL, "COMP_WORDS": "kprobe scan -o ", "COMP_CWORD": "3"}),
)


def rows(rounds: int) -> Iterator[Row]:
    for what, arguments, env in CASES:
        ours, control = pairs(
            4 * rounds,  # each is short, and so at the mercy of whatever else the machine does
            partial(run, [KPROBE, *arguments], env=env),
            lambda: run([PYTHON, "-c", "import typer"]),
        )
        mine, theirs = (sorted(one.seconds for one in runs)[len(runs) // 2] for runs in (ours, control))
        yield Row(
            what=f"{what}: time",
            control='python -c "import typer"',
            samples=tuple(a.seconds / b.seconds for a, b in zip(ours, control, strict=True)),
            most=2.0,
            detail=f"{mine * 1000:.0f} and {theirs * 1000:.0f} ms",
        )


BENCH = Bench(slug="startup", about="what is waited for before anything begins", rows=rows)
