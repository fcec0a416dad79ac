"""Completion of `kubectl kprobe …`: kubectl runs `kubectl_complete-kprobe` with the words that follow `kprobe`.

That program prints what may come next, a line each, with a tab before what is said of it; and in the end a number that
tells the shell what it may add itself. Source: KEP-2379, "Shell Completion Support"; kubectl 1.26 and newer ask.
"""

from __future__ import annotations

import contextlib
import io
import os
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kprobe.cli.completion import without

if TYPE_CHECKING:
    import typer

_FILES = 0
_NO_FILES = 4
"""cobra's ShellCompDirectiveDefault (files, where nothing is offered) and ShellCompDirectiveNoFileComp."""


def asked_by_kubectl() -> bool:
    """Whether this program was started to complete a line for kubectl; a link of that name does."""
    return Path(sys.argv[0]).name.startswith("kubectl_complete-")


def answer(app: typer.Typer, words: list[str]) -> None:
    """Print what may follow; the last of `words` is what is typed so far, and may be empty."""
    *before, typed = words or [""]
    # Fish is told a word and its meaning on a line, as kubectl wants it.
    os.environ["_KPROBE_COMPLETE"] = "complete_fish"
    os.environ["_TYPER_COMPLETE_FISH_ACTION"] = "get-args"
    os.environ["_TYPER_COMPLETE_ARGS"] = f"{shlex.join(['kprobe', *before])} {shlex.quote(typed) if typed else ''}"
    offered = io.StringIO()
    with without("rich"), contextlib.redirect_stdout(offered), contextlib.suppress(SystemExit):
        app(prog_name="kprobe", standalone_mode=False)
    lines = [line for line in offered.getvalue().splitlines() if line]
    print(*lines, f":{_NO_FILES if lines else _FILES}", sep="\n")  # noqa: T201 - kubectl reads it
