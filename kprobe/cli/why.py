"""`kprobe why TARGET`: the route to one target, link by link, and what mends it."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from kprobe.cli import options, values
from kprobe.cli.again import again, asking
from kprobe.cli.ending import answer_code, complain, guarded
from kprobe.cli.outputs import emit, on_stdout, parse_outputs
from kprobe.errors import ExitCode, UsageError
from kprobe.kube.link import Compress
from kprobe.model.probe_options import ProbeOptions

EPILOG = (
    "Exit codes: 0 reachable, 1 not reachable, degraded, unexpected or not exposed, 2 usage (or TARGET unknown or "
    "ambiguous), 3 the cluster could not be read, 4 nothing proven (not probed, unknown, or something could not be "
    "read), 70 a bug in kprobe, 130 interrupted. With --watch: 0 as soon as it is reachable, 1 at the timeout."
)
_DEFAULTS = ProbeOptions()
_KINDS = ("svc", "ingress", "pod", "deploy", "sts", "ds", "rs", "job", "cj", "node")
_FOR_PEOPLE = ("table", "wide")


def _complete_target(incomplete: str) -> list[str]:
    """The kinds; names would need the cluster at every press of the key."""
    return [f"{kind}/" for kind in _KINDS if kind.startswith(incomplete)] if "/" not in incomplete else []


def why(
    *,
    context: typer.Context,
    target: Annotated[
        str,
        typer.Argument(
            metavar="TARGET",
            help="svc/ns/name, svc/name -n ns, ingress/…, pod/…, deploy/… and so on; https://host/path, host, ip:port, "
            "node:port; or the id of a way in or a finding.",
            autocompletion=_complete_target,
            show_default=False,
        ),
    ],
    namespace: Annotated[
        str | None,
        typer.Option("-n", "--namespace", metavar="NS", help="Where TARGET is, if it does not say so itself."),
    ] = None,
    kube_context: options.Context = None,
    kubeconfig: options.Kubeconfig = None,
    path: options.From = None,
    compress: options.CompressLists = Compress.AUTO,
    no_probe: options.NoProbe = False,
    output: options.Outputs = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Look again until it is reachable; a line for each change.")
    ] = False,
    interval: Annotated[
        float, typer.Option("--interval", metavar="SECONDS", help="With --watch: between two looks, at least 2.")
    ] = 5.0,
    timeout: Annotated[
        float | None,
        typer.Option("--timeout", metavar="SECONDS", help="With --watch: give up after this. Default: never."),
    ] = None,
    attempt_timeout: Annotated[
        float, typer.Option("--attempt-timeout", metavar="SECONDS", help="For one attempt (scan calls it --timeout).")
    ] = _DEFAULTS.timeout,
    attempts: options.Attempts = _DEFAULTS.attempts,
    deadline: Annotated[float, typer.Option(metavar="SECONDS", help="For all probing of one look.")] = (
        _DEFAULTS.deadline
    ),
    node_port_range: options.PortRange = None,
    all_nodes: options.AllNodes = False,
    allow_address: options.AllowAddress = None,
    resolver: options.Resolver = None,
    allow_incomplete: options.AllowIncomplete = False,
    no_color: options.NoColor = False,
    verbose: options.Verbose = False,
) -> None:
    """Why TARGET is not reachable from here: each link on the way, the cause, its certainty, and what mends it.

    Nothing is changed: what mends it is shown, to be pasted.
    """
    with guarded(verbose=verbose):
        destinations = parse_outputs(output or ())
        _agree(watch=watch, timeout=timeout, no_probe=no_probe, formats=[d.renderer.slug for d in destinations])
        values.watching(interval=interval, timeout=timeout)
        probe = values.probe_options(
            enabled=not no_probe,
            timeout=attempt_timeout,
            attempts=attempts,
            deadline=deadline,
            concurrency=_DEFAULTS.concurrency,
            rate=_DEFAULTS.rate,
            allow=allow_address or (),
            resolvers=resolver or (),
            timeout_option="--attempt-timeout",
        )
        chosen = values.namespaces((namespace,) if namespace is not None else ())
        ports = values.node_port_range(node_port_range)

        from kprobe.app import WhyOptions  # noqa: PLC0415 - `kprobe --help` must not load the stages
        from kprobe.app import why as run  # noqa: PLC0415 - as above
        from kprobe.cli.progress import progress  # noqa: PLC0415 - as above
        from kprobe.kube.source import open_source  # noqa: PLC0415 - as above
        from kprobe.lookup.asked import ObjectAsked  # noqa: PLC0415 - as above
        from kprobe.lookup.target import parse  # noqa: PLC0415 - as above
        from kprobe.model.report import Report  # noqa: PLC0415 - as above

        asked = parse(target, namespace)
        if not chosen and isinstance(asked, ObjectAsked) and asked.namespace:
            chosen = (asked.namespace,)  # what is read where listing the whole cluster is forbidden
        source = open_source(
            kubeconfig=kubeconfig, context=kube_context, namespaces=chosen, path=path, compress=compress
        )

        wanted = WhyOptions(namespace=namespace, node_port_range=ports, all_nodes=all_nodes, probe=probe)

        def look() -> Report:
            with progress() as shown:
                return run(source, target, wanted, shown)

        began = time.monotonic()
        report = look()
        again_with, ask = again(context), asking(context)
        from kprobe.cli.watch import Patience, keep_looking, reachable  # noqa: PLC0415 - as above

        patience = Patience(interval=interval, timeout=timeout, began=began, first=time.monotonic() - began)
        following = (patience.said,) if watch and not reachable(report) else ()
        code = answer_code(report, allow_incomplete=allow_incomplete)
        emit(report, destinations, colorless=no_color, command=again_with, ask=ask, following=following, code=code)
        if watch:
            ended = keep_looking(report, look, patience, on_stdout(colorless=no_color, command=again_with))
            code = ended.code or answer_code(ended.report, allow_incomplete=allow_incomplete)
        elif code is ExitCode.INCOMPLETE and not no_probe:
            complain("nothing is proven, so the exit code is 4")
        raise typer.Exit(code)


def _agree(*, watch: bool, timeout: float | None, no_probe: bool, formats: list[str]) -> None:
    """Options that only make sense together, or not together."""
    if timeout is not None and not watch:
        raise UsageError(
            "--timeout says how long --watch goes on", hint="The time of one attempt is --attempt-timeout."
        )
    if watch and no_probe:
        raise UsageError("--watch waits for an answer, and --no-probe asks for none", hint="Leave out one of them.")
    if watch and not all(name in _FOR_PEOPLE for name in formats):
        raise UsageError(
            f"--watch prints lines for people, which -o {formats[0]} is not for",
            hint=f"Use -o {' or -o '.join(_FOR_PEOPLE)}; for a program run it without --watch.",
        )
