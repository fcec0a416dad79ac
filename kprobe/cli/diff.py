"""`kprobe diff`: what changed from one report to the next."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec.structs import replace

from kprobe.cli import options
from kprobe.cli.ending import FailOn, guarded
from kprobe.cli.outputs import Place, in_order, on_stdout, parse_places, replacing
from kprobe.errors import ExitCode, KprobeError, UsageError
from kprobe.model.text import visible
from kprobe.registry import load
from kprobe.render.diff.renderer import DiffRenderer
from kprobe.render.renderer import Output

if TYPE_CHECKING:
    from kprobe.model.difference import Difference
    from kprobe.model.report import Report

EPILOG = (
    "Exit codes: 0 nothing is known to be worse, 1 something is (a new way in, or one that reaches further; a verdict "
    "that got worse; a finding at or above --fail-on that is new or more severe), 2 usage, 3 a file could not be read, "
    "70 a bug in kprobe."
)
_LARGEST = 1 << 30  # bytes of a report once it is decompressed


def formats() -> dict[str, DiffRenderer]:
    """Every format by name, in the order of those of a report."""
    found = {renderer.slug: renderer for renderer in load("kprobe.render.diff", "RENDERER", DiffRenderer)}
    return in_order(found)


def _complete_format(incomplete: str) -> list[str]:
    return [slug for slug in formats() if slug.startswith(incomplete)]


def diff(
    *,
    context: typer.Context,
    old: Annotated[Path, typer.Argument(metavar="OLD", help="A report (kprobe scan -o json), or a snapshot.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="A later one of the same kind.")],
    output: Annotated[
        list[str] | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FORMAT[=FILE]",
            autocompletion=_complete_format,
            help=f"{', '.join(formats())} (repeatable; one to standard output, the others to a file). Default: table.",
        ),
    ] = None,
    fail_on: Annotated[
        FailOn, typer.Option("--fail-on", help="Exit 1 where a new finding is at least this severe.")
    ] = (FailOn.ERROR),
    other_cluster: Annotated[
        bool, typer.Option("--other-cluster", help="Compare reports of different clusters all the same.")
    ] = False,
    no_color: options.NoColor = False,
    verbose: options.Verbose = False,
) -> None:
    """Compare two reports, or two snapshots: ways in and findings that are new, gone or different, the worst first.

    What one of them could not know is told apart from what is not there. Files may be compressed (gzip).
    """
    with guarded(verbose=verbose):
        places = parse_places(output or (), tuple(formats()))

        from kprobe.diff.compare import compare  # noqa: PLC0415 - `kprobe --help` must not load the stages
        from kprobe.model.difference import Side  # noqa: PLC0415 - as above
        from kprobe.model.finding import Severity  # noqa: PLC0415 - as above

        before, after = _both(old, new)
        counted = frozenset(Severity(word) for word in fail_on.counted)
        difference = compare(
            Side(name=visible(str(old)), report=before),
            Side(name=visible(str(new)), report=after),
            counted=counted,
            across=other_cluster,
        )
        command = " ".join((context.command_path, shlex.quote(str(old)), shlex.quote(str(new))))
        failed = difference.worse and fail_on is not FailOn.NEVER
        code = ExitCode.FINDINGS if failed else ExitCode.OK
        _emit(difference, places, colorless=no_color, command=command, code=code)
        raise typer.Exit(code)


def _both(old: Path, new: Path) -> tuple[Report, Report]:
    from kprobe.kube.snapshot_file import is_snapshot  # noqa: PLC0415 - `kprobe --help` must not load the stages

    texts = _content(old), _content(new)
    kinds = tuple("a snapshot" if is_snapshot(text) else "a report" for text in texts)
    if kinds[0] != kinds[1]:
        taken = old if kinds[0] == "a snapshot" else new
        raise UsageError(
            f"{old} is {kinds[0]} and {new} is {kinds[1]}: a snapshot knows no answers and no policy, so that all of a "
            "report's would look like changes",
            hint=f"Make a report of it: kprobe scan --from {taken} --no-probe -o json=report.json",
        )
    read = _report_of_snapshot if kinds[0] == "a snapshot" else _report
    return read(texts[0], old), read(texts[1], new)


def _report(text: bytes, path: Path) -> Report:
    from kprobe.render.contract.restore import restore  # noqa: PLC0415 - as above

    return restore(text, str(path))


def _report_of_snapshot(text: bytes, path: Path) -> Report:
    """What the configuration alone says, as of when it was taken."""
    from kprobe.app import ScanOptions, scan  # noqa: PLC0415 - as above
    from kprobe.kube.files import FileSource  # noqa: PLC0415 - as above
    from kprobe.kube.snapshot_file import load as load_snapshot  # noqa: PLC0415 - as above
    from kprobe.model.probe_options import ProbeOptions  # noqa: PLC0415 - as above
    from kprobe.progress import Silent  # noqa: PLC0415 - as above

    taken = load_snapshot(text, str(path)).taken_at
    report = scan(FileSource(path=path), ScanOptions(probe=ProbeOptions(enabled=False)), Silent())
    return replace(report, generated=taken)


def _content(path: Path) -> bytes:
    """A file's bytes, decompressed where they are compressed. Raises KprobeError (exit code 3)."""
    import gzip  # noqa: PLC0415 - `kprobe --help` does not pay for it
    import zlib  # noqa: PLC0415 - as above

    try:
        with path.open("rb") as stream:
            compressed = stream.read(2) == b"\x1f\x8b"
            stream.seek(0)
            with gzip.GzipFile(fileobj=stream) if compressed else stream as file:
                text = file.read(_LARGEST + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise KprobeError(f"cannot read {path}: {getattr(error, 'strerror', None) or error}") from None
    if len(text) > _LARGEST:
        raise KprobeError(f"cannot read {path}: it has more than {_LARGEST:,} bytes")
    return text


def _emit(difference: Difference, places: tuple[Place, ...], *, colorless: bool, command: str, code: ExitCode) -> None:
    """Files first, so that they are whole even where standard output breaks."""
    known = formats()
    for place in places:
        if place.path is not None:
            with replacing(place.path) as stream:
                known[place.slug].render(difference, Output(stream=stream, command=command, exit_code=code))
    for place in places:
        if place.path is None:
            known[place.slug].render(
                difference, replace(on_stdout(colorless=colorless, command=command), exit_code=code)
            )
            sys.stdout.flush()
