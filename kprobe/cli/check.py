"""`kprobe check`: what manifests would bring into the cluster, before they are applied."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Annotated

import typer

from kprobe.cli import options, values
from kprobe.cli.again import asking
from kprobe.cli.ending import FailOn, complain, exit_code, guarded
from kprobe.cli.outputs import emit, parse_outputs
from kprobe.errors import ExitCode, KprobeError, UsageError

EPILOG = (
    "Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 usage, or a file that cannot be read as manifests, "
    "3 the cluster could not be read, 4 incomplete: not all of the cluster could be read (--allow-incomplete makes it "
    "0 or 1), 70 a bug in kprobe."
)


def check(
    *,
    context: typer.Context,
    more: Annotated[list[str] | None, typer.Argument(metavar="FILE", help="As -f.", show_default=False)] = None,
    files: Annotated[
        list[str] | None,
        typer.Option(
            "-f",
            "--filename",
            metavar="FILE",
            help="Manifests: a file, a folder with all that is in and below it, or - for standard input (repeatable).",
            show_default=False,
        ),
    ] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Read no cluster: check the manifests among themselves.")
    ] = False,
    namespace: Annotated[
        str | None,
        typer.Option("-n", "--namespace", metavar="NS", help="Of objects that name none. Default: the context's."),
    ] = None,
    kube_context: options.Context = None,
    kubeconfig: options.Kubeconfig = None,
    path: options.From = None,
    output: options.Outputs = None,
    fail_on: options.Fail = FailOn.ERROR,
    allow_incomplete: options.AllowIncomplete = False,
    node_port_range: options.PortRange = None,
    no_color: options.NoColor = False,
    verbose: options.Verbose = False,
) -> None:
    """Say what manifests would break or collide with, with the line that does it: nothing is applied, nothing probed.

    Plain manifests, or what kustomize and Helm have rendered: helm template web ./chart | kprobe check -f -
    """
    with guarded(verbose=verbose):
        destinations = parse_outputs(output or ())
        names = [*(files or ()), *(more or ())]
        if not names:
            raise UsageError("no manifests are given", hint="Name files or folders with -f, or - for standard input.")
        if offline and (kubeconfig is not None or kube_context is not None or path is not None):
            raise UsageError(
                "--offline reads no cluster; it cannot be combined with --kubeconfig, --context or --from",
                hint="Leave out one of them.",
            )
        chosen = values.namespaces((namespace,) if namespace is not None else ())
        ports = values.node_port_range(node_port_range)

        from kprobe.cli.progress import progress  # noqa: PLC0415 - `kprobe --help` must not load the stages
        from kprobe.kube.source import open_source  # noqa: PLC0415 - as above
        from kprobe.manifests.reading import read_manifests  # noqa: PLC0415 - as above
        from kprobe.manifests.texts import read_texts  # noqa: PLC0415 - as above
        from kprobe.pipeline.check import CheckOptions  # noqa: PLC0415 - as above
        from kprobe.pipeline.check import check as run  # noqa: PLC0415 - as above
        from kprobe.progress import Silent  # noqa: PLC0415 - as above

        manifests = read_manifests(read_texts(names, sys.stdin.buffer))
        source = None
        if not offline:
            named = sorted({m.ref.namespace for m in manifests.objects if m.ref.namespace})
            wanted = tuple(
                dict.fromkeys((*chosen, *named))
            )  # read one by one where the whole cluster may not be listed
            source = open_source(kubeconfig=kubeconfig, context=kube_context, namespaces=wanted, path=path)
        asked = CheckOptions(namespace=namespace, node_port_range=ports)
        with progress() if source is not None else nullcontext(Silent()) as shown, _or_offline(live=path is None):
            report = run(manifests, source, asked, shown)
        emit(report, destinations, colorless=no_color, command="kprobe check", ask=asking(context))
        code = exit_code(report, fail_on, allow_incomplete=allow_incomplete)
        if code is ExitCode.INCOMPLETE:
            complain("the report is incomplete, so the exit code is 4", "--allow-incomplete accepts that.")
        raise typer.Exit(code)


@contextmanager
def _or_offline(*, live: bool) -> Iterator[None]:
    """Says that there is another way where the cluster cannot be read."""
    try:
        yield
    except KprobeError as error:
        if live and error.exit_code is ExitCode.UNREADABLE:
            error.hint = f"{error.hint}{'; ' if error.hint else ''}--offline checks the manifests without a cluster"
        raise
