"""`kprobe snapshot`: save what was read, to analyse elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kprobe.cli import options, values
from kprobe.cli.ending import complain, guarded
from kprobe.cli.outputs import check_writable
from kprobe.errors import ExitCode
from kprobe.kube.link import Compress


def snapshot(
    *,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help="Where to; compressed where it ends in .gz.")
    ],
    namespace: options.Namespaces = None,
    kube_context: options.Context = None,
    kubeconfig: options.Kubeconfig = None,
    path: options.From = None,
    compress: options.CompressLists = Compress.AUTO,
    allow_incomplete: options.AllowIncomplete = False,
    verbose: options.Verbose = False,
) -> None:
    """Save what a scan would read; `kprobe scan --from FILE` takes it from there, without the cluster."""
    with guarded(verbose=verbose):
        check_writable(output)
        chosen = values.namespaces(namespace or ())

        from kprobe.cli.progress import progress  # noqa: PLC0415 - `kprobe --help` must not load the stages
        from kprobe.kube.snapshot_file import save  # noqa: PLC0415 - as above
        from kprobe.kube.source import open_source  # noqa: PLC0415 - as above
        from kprobe.render.people.words import many  # noqa: PLC0415 - as above

        source = open_source(
            kubeconfig=kubeconfig, context=kube_context, namespaces=chosen, path=path, compress=compress
        )
        with progress() as shown:
            taken = source.snapshot(shown)
        save(taken, output)
        counts = (many(len(taken.pods), "pod"), many(len(taken.services), "Service"), many(len(taken.nodes), "node"))
        complain(f"saved {', '.join(counts)} to {output}")
        for gap in taken.gaps:
            complain(f"not known: {gap.what} ({gap.reason.value}): {gap.effect}")
        if any(not gap.advisory for gap in taken.gaps) and not allow_incomplete:
            raise typer.Exit(ExitCode.INCOMPLETE)
