"""What a format is, and where it writes to."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TextIO

from msgspec import Struct

from kprobe.errors import ExitCode

if TYPE_CHECKING:  # the command line lists the formats, and must not load the model for that
    from kprobe.model.report import Report


class Output(Struct, frozen=True, kw_only=True):
    """Where a report goes and what that place can show.

    `width` is in columns; 0 means that this is no screen: nothing is wrapped, nothing healthy is folded. `color` and
    `unicode` say what may be written. `command` is what made the report ("kprobe scan"), for the commands that are
    suggested; `ask` is what a target is put behind to ask why ("kprobe why"); `next` are commands to suggest instead of
    the format's own. `exit_code` is how the process will end, None where that is not known yet.
    """

    stream: TextIO
    color: bool = False
    width: int = 0
    unicode: bool = True
    command: str = "kprobe scan"
    ask: str = "kprobe why"
    next: tuple[str, ...] = ()
    exit_code: ExitCode | None = None


class Among(Struct, frozen=True, kw_only=True):
    """Which of several reports on one stream this is: `number` (from 1) `of` so many, about the cluster `name`.

    `also`: other names of the same cluster.
    """

    name: str
    number: int
    of: int
    also: tuple[str, ...] = ()


class Renderer(Struct, frozen=True, kw_only=True):
    """One format. `slug` is what `-o` takes; `render` writes a whole report, ending in a newline.

    `before` writes what stands before each of several reports on one stream; None where they cannot follow each other.
    `spoken`: people read it, so that a word about all of them may follow.
    The module of a renderer imports what it needs inside `render`: `kprobe --help` loads all of them for their names.
    """

    slug: str
    summary: str
    render: Callable[[Report, Output], None]
    before: Callable[[Among, Output], None] | None = None
    spoken: bool = False
