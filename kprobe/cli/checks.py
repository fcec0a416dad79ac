"""`kprobe checks [CODE]`: what kprobe can find, and the documentation of each."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from kprobe.cli import options
from kprobe.cli.ending import guarded
from kprobe.cli.outputs import on_stdout

if TYPE_CHECKING:
    from kprobe.diagnosis.catalogue import Item


class Format(StrEnum):
    """How to show it."""

    TEXT = "text"
    JSON = "json"


def _complete(incomplete: str) -> list[tuple[str, str]]:
    from kprobe.diagnosis.catalogue import catalogue  # noqa: PLC0415 - only the shell's completion pays for it

    names = ((name, item.title) for item in catalogue() for name in (item.code, item.slug) if name)
    offered = [(name, title) for name, title in names if name.startswith(incomplete)]
    # Codes alone, until a name is begun: both would offer everything twice.
    return offered if incomplete else [(name, title) for name, title in offered if name.startswith("KP")]


def checks(
    *,
    code: Annotated[
        str | None,
        typer.Argument(
            metavar="CODE", autocompletion=_complete, help="A code or name, such as KP301. Default: list all."
        ),
    ] = None,
    output: Annotated[Format, typer.Option("-o", "--output", help="For people, or for programs.")] = Format.TEXT,
    no_color: options.NoColor = False,
    verbose: options.Verbose = False,
) -> None:
    """List everything that kprobe can find, or explain one: why it matters, an example, how to fix it, sources."""
    with guarded(verbose=verbose):
        from kprobe.diagnosis.catalogue import catalogue, look_up  # noqa: PLC0415 - `kprobe --help` loads no stage
        from kprobe.render.people.catalogue import listing, page  # noqa: PLC0415 - as above

        every = catalogue()
        chosen = None if code is None else look_up(code, every)
        if output is Format.JSON:
            json.dump([_plain(item) for item in (every if chosen is None else (chosen,))], sys.stdout, indent=2)
            sys.stdout.write("\n")
            return
        shown = on_stdout(colorless=no_color, command="kprobe checks")
        if chosen is None:
            listing(every, shown)
        else:
            page(chosen, shown)


def _plain(item: Item) -> dict[str, str]:
    return {
        "code": item.code,
        "name": item.slug,
        "severity": item.severity.value,
        "title": item.title,
        "since": item.since,
        "documentation": item.documentation,
    }
