"""`-o FORMAT[=FILE]`: which formats there are, where each report goes, writing it there."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from kprobe.errors import ExitCode, KprobeError, UsageError
from kprobe.registry import load
from kprobe.render.renderer import Among, Output, Renderer

if TYPE_CHECKING:
    from kprobe.model.report import Report

T = TypeVar("T")
DEFAULT = "table"
_FIRST = ("table", "wide", "json", "yaml")


def formats() -> dict[str, Renderer]:
    """Every format by name."""
    return in_order({renderer.slug: renderer for renderer in load("kprobe.render", "RENDERER", Renderer)})


def in_order(found: dict[str, T]) -> dict[str, T]:
    """Formats by name: those for people first."""
    return {slug: found[slug] for slug in (*(s for s in _FIRST if s in found), *sorted(found.keys() - set(_FIRST)))}


class Place(Struct, frozen=True, kw_only=True):
    """Where one format goes: into which file (None: standard output)."""

    slug: str
    path: Path | None


class Destination(Struct, frozen=True, kw_only=True):
    """One report: how, and into which file (None: standard output)."""

    renderer: Renderer
    path: Path | None


def parse_outputs(values: Sequence[str]) -> tuple[Destination, ...]:
    """The destinations that `-o` names, checked: raises UsageError for what cannot be written."""
    known = formats()
    places = parse_places(values, tuple(known))
    return tuple(Destination(renderer=known[place.slug], path=place.path) for place in places)


def parse_places(values: Sequence[str], known: Sequence[str]) -> tuple[Place, ...]:
    """The same for the formats that are `known`, whatever they show."""
    places = tuple(_place(value, known) for value in values or (DEFAULT,))
    on_screen = [place.slug for place in places if place.path is None]
    if len(on_screen) > 1:
        raise UsageError(
            f"only one format can go to standard output, not {' and '.join(on_screen)}",
            hint=f"Give the others a file: -o {on_screen[-1]}=FILE",
        )
    paths = [place.path for place in places if place.path is not None]
    for path in paths:
        if paths.count(path) > 1:
            raise UsageError(f"two formats would be written to {path}", hint="Give each its own file.")
        check_writable(path)
    return places


def _place(value: str, known: Sequence[str]) -> Place:
    slug, equals, name = value.partition("=")
    if slug not in known:
        raise UsageError(f"unknown format {slug!r} for -o", hint=f"Formats: {', '.join(known)}")
    if equals and not name:
        raise UsageError(f"-o {value} names no file", hint=f"Write -o {slug} for standard output, or -o {slug}=FILE.")
    return Place(slug=slug, path=Path(name) if name and name != "-" else None)


def check_writable(path: Path) -> None:
    """Raises UsageError, before the work begins, where `path` cannot become a file."""
    folder = path.parent
    try:
        if not folder.is_dir():
            raise UsageError(f"cannot write {path}: there is no directory {folder}", hint=f"Make it: mkdir -p {folder}")
        if path.is_dir():
            raise UsageError(f"cannot write {path}: it is a directory", hint="Name a file in it.")
        device = path.exists() and not path.is_file()
    except OSError as error:  # a name that no file system takes
        raise UsageError(f"cannot write {str(path)[:100]!r}: {error}") from error
    if not os.access(path if device else folder, os.W_OK):
        raise UsageError(f"cannot write {path}: no permission to write in {folder}")


def emit(
    report: Report,
    destinations: Sequence[Destination],
    *,
    colorless: bool = False,
    command: str = "kprobe scan",
    ask: str = "kprobe why",
    following: tuple[str, ...] = (),
    code: ExitCode | None = None,
    among: Among | None = None,
) -> None:
    """Write every report: files first, so that they are whole even where standard output breaks.

    `code` is how the process is going to end, for the formats that say so. `among`: where several reports share
    standard output, which of them this is.
    """
    for destination in destinations:
        if destination.path is not None:
            with replacing(destination.path) as stream:
                output = Output(stream=stream, command=command, ask=ask, next=following, exit_code=code)
                destination.renderer.render(report, output)
    for destination in destinations:
        if destination.path is None:
            output = on_stdout(colorless=colorless, command=command, ask=ask, following=following)
            if among is not None and destination.renderer.before is not None:
                destination.renderer.before(among, output)
            destination.renderer.render(report, replace(output, exit_code=code))
            sys.stdout.flush()


def on_stdout(*, colorless: bool, command: str, ask: str = "kprobe why", following: tuple[str, ...] = ()) -> Output:
    """Standard output as it is."""
    return replace(on_screen(sys.stdout, colorless=colorless), command=command, ask=ask, next=following)


def on_screen(stream: TextIO, *, colorless: bool) -> Output:
    """A stream as it is: a terminal with its width and colours, or a pipe with neither (https://no-color.org)."""
    terminal = stream.isatty()
    plain = colorless or bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    return Output(
        stream=stream,
        color=terminal and not plain,
        width=shutil.get_terminal_size().columns if terminal else 0,
        unicode=(stream.encoding or "").lower().replace("-", "").startswith("utf"),
    )


@contextmanager
def replacing(path: Path) -> Iterator[TextIO]:
    """A UTF-8 stream whose text takes the place of `path` once all of it is written; a device or pipe is written to.

    Raises KprobeError (exit code 2) where the file system refuses.
    """
    import tempfile  # noqa: PLC0415 - `kprobe --help` does not pay for it

    try:
        if path.exists() and not path.is_file():
            with path.open("w", encoding="utf-8") as stream:
                yield stream
            return
        real = path.resolve()
        descriptor, name = tempfile.mkstemp(prefix=f".{real.name[:100]}.", dir=real.parent)
        temporary = Path(name)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
                yield stream
            temporary.chmod(real.stat().st_mode & 0o777 if real.exists() else 0o666 & ~_umask())
            temporary.replace(real)
        finally:
            temporary.unlink(missing_ok=True)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise KprobeError(f"cannot write {path}: {error.strerror or error}", exit_code=ExitCode.USAGE) from error


def _umask() -> int:
    """The process' umask; it can be read only by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
