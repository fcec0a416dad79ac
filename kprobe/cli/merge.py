"""`kprobe merge`: reports of one cluster, from several workers or several places, as one."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from kprobe.cli import options
from kprobe.cli.ending import FailOn, complain, exit_code, guarded
from kprobe.cli.outputs import emit, parse_outputs
from kprobe.errors import ExitCode, KprobeError


def merge(
    *,
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Reports that `kprobe scan -o json` wrote.")],
    output: options.Outputs = None,
    fail_on: options.Fail = FailOn.ERROR,
    allow_incomplete: options.AllowIncomplete = False,
    no_color: options.NoColor = False,
    verbose: options.Verbose = False,
) -> None:
    """Join the shards of one scan, and scans from several places, to one report; one file alone is shown again."""
    with guarded(verbose=verbose):
        destinations = parse_outputs(output or ())
        command = " ".join((context.command_path, *(shlex.quote(str(path)) for path in files)))

        from kprobe.pipeline.merge import merge as join  # noqa: PLC0415 - `kprobe --help` must not load the stages
        from kprobe.render.contract.restore import restore  # noqa: PLC0415 - as above

        report = join([restore(_content(path), str(path)) for path in files])
        emit(report, destinations, colorless=no_color, command=command)
        code = exit_code(report, fail_on, allow_incomplete=allow_incomplete)
        if code is ExitCode.INCOMPLETE:
            complain("the report is incomplete, so the exit code is 4", "--allow-incomplete accepts that.")
        raise typer.Exit(code)


def _content(path: Path) -> bytes:
    """A file's bytes, decompressed where its name ends in .gz."""
    import gzip  # noqa: PLC0415 - `kprobe --help` does not pay for it
    import zlib  # noqa: PLC0415 - as above

    try:
        data = path.read_bytes()
        return gzip.decompress(data) if path.suffix == ".gz" else data
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or error
        raise KprobeError(f"cannot read the report {path}: {reason}", exit_code=ExitCode.UNREADABLE) from None
