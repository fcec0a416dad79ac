"""`kprobe demo`: an embedded cluster on loopback, scanned."""

from __future__ import annotations

import typer

from kprobe.cli import options
from kprobe.cli.ending import guarded
from kprobe.cli.outputs import emit, parse_outputs
from kprobe.errors import ExitCode
from kprobe.model.probe_options import ProbeOptions


def demo(
    *,
    context: typer.Context,
    output: options.Outputs = None,
    no_color: options.NoColor = False,
    verbose: options.Verbose = False,
) -> None:
    """Scan a small cluster that kprobe itself brings, healthy and broken ways in alike: no Kubernetes needed.

    Exits 0, whatever is broken in it.
    """
    with guarded(verbose=verbose):
        destinations = parse_outputs(output or ())

        from kprobe.cli.progress import progress  # noqa: PLC0415 - `kprobe --help` must not load the stages
        from kprobe.demo.run import NEXT  # noqa: PLC0415 - as above
        from kprobe.demo.run import demo as run  # noqa: PLC0415 - as above

        with progress() as shown:
            report = run(shown, ProbeOptions())
        emit(report, destinations, colorless=no_color, command=context.command_path, following=NEXT, code=ExitCode.OK)
