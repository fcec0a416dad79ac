"""`kprobe serve`: scans on an interval, and serves metrics and the latest report over HTTP."""

from __future__ import annotations

from typing import Annotated

import typer

from kprobe.cli import options, policy, values
from kprobe.cli.again import again, asking
from kprobe.cli.ending import complain, guarded, trace
from kprobe.cli.log import log
from kprobe.kube.link import Compress
from kprobe.model.probe_options import ProbeOptions

EPILOG = (
    "Serves / and /report.html (the web page), /report.json, /metrics, /healthz, /readyz, without asking who reads. "
    "Exit codes: 0 ended by SIGTERM or Ctrl-C, 2 usage (or the address cannot be had), 70 a bug in kprobe."
)
_DEFAULTS = ProbeOptions()


def serve(
    *,
    context: typer.Context,
    listen: Annotated[
        str, typer.Option("--listen", metavar="ADDRESS:PORT", help="Where to; 0.0.0.0:9979 for whoever can reach it.")
    ] = "127.0.0.1:9979",
    interval: Annotated[
        float, typer.Option("--interval", metavar="SECONDS", help="From the beginning of a scan to the next.")
    ] = 300.0,
    max_age: Annotated[
        float | None,
        typer.Option(
            "--max-age",
            metavar="SECONDS",
            help="The age from which a report is too old. Default: three intervals, and three times what a scan takes.",
        ),
    ] = None,
    namespace: options.Namespaces = None,
    selector: options.Selector = "",
    kube_context: options.Context = None,
    kubeconfig: options.Kubeconfig = None,
    compress: options.CompressLists = Compress.AUTO,
    no_probe: options.NoProbe = False,
    config: policy.Config = None,
    node_port_range: options.PortRange = None,
    timeout: options.Timeout = _DEFAULTS.timeout,
    attempts: options.Attempts = _DEFAULTS.attempts,
    deadline: options.Deadline = _DEFAULTS.deadline,
    concurrency: options.Concurrency = _DEFAULTS.concurrency,
    rate: options.Rate = _DEFAULTS.rate,
    all_nodes: options.AllNodes = False,
    allow_address: options.AllowAddress = None,
    resolver: options.Resolver = None,
    verbose: options.Verbose = False,
) -> None:
    """Scan again and again, one scan at a time, and serve what was found last with its age.

    While the API server is away the last good report stays; /readyz says no once it is too old.
    """
    with guarded(verbose=verbose):
        from kprobe.serving.stopping import stoppable  # noqa: PLC0415 - `kprobe --help` must not load it

        with stoppable():
            from kprobe.serving.address import parse_listen  # noqa: PLC0415 - as above

            address = parse_listen(listen)
            values.serving(interval=interval, max_age=max_age)
            probe = values.probe_options(
                enabled=not no_probe,
                timeout=timeout,
                attempts=attempts,
                deadline=deadline,
                concurrency=concurrency,
                rate=rate,
                allow=allow_address or (),
                resolvers=resolver or (),
            )
            chosen = values.namespaces(namespace or ())
            labels = values.selector(selector)
            ports = values.node_port_range(node_port_range)
            rules = policy.policy(config)

            from functools import partial  # noqa: PLC0415 - as above

            from kprobe.app import ScanOptions, scan  # noqa: PLC0415 - as above
            from kprobe.kube.source import open_source  # noqa: PLC0415 - as above
            from kprobe.progress import Silent  # noqa: PLC0415 - as above
            from kprobe.serving.answers import PATHS  # noqa: PLC0415 - as above
            from kprobe.serving.documents import Documents  # noqa: PLC0415 - as above
            from kprobe.serving.loop import keep_scanning  # noqa: PLC0415 - as above
            from kprobe.serving.server import Server  # noqa: PLC0415 - as above
            from kprobe.serving.state import Board, State  # noqa: PLC0415 - as above

            source = open_source(
                kubeconfig=kubeconfig, context=kube_context, namespaces=chosen, path=None, compress=compress
            )
            wanted = ScanOptions(
                namespaces=chosen,
                selector=labels,
                node_port_range=ports,
                all_nodes=all_nodes,
                probe=probe,
                policy=rules,
            )
            board = Board(State(interval=interval, max_age=max_age))
            with Server(address, board, log) as server:
                log(f"serves http://{server.address} ({' '.join(PATHS)}), scans every {interval:g} s")
                if not address.loopback:
                    complain("whoever can reach this address can read the report: nobody is asked who they are")
                keep_scanning(
                    board,
                    partial(scan, source, wanted, Silent()),
                    publish=partial(Documents, command=_scanning(context), ask=asking(context)),
                    say=log,
                    trace=partial(trace, verbose=verbose),
                )
        log("stopped")


def _scanning(context: typer.Context) -> str:
    """`kprobe scan` with the same options, for the page to suggest."""
    program = context.command_path.rpartition(" ")[0]
    return f"{program} scan{again(context).removeprefix(context.command_path)}"
