"""`kprobe ports`: who holds which port, who else wants it, and what is free."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from kprobe.cli import options, values
from kprobe.cli.again import asking
from kprobe.cli.ending import complain, guarded
from kprobe.cli.outputs import on_stdout
from kprobe.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from kprobe.model.ports import PortsReport

EPILOG = (
    "Exit codes: 0 listed, 1 --free found fewer than asked for, 2 usage, 3 the cluster could not be read, "
    "4 incomplete: pods, Services or nodes could not all be read (--allow-incomplete accepts that, and still calls "
    "nothing free), 70 a bug in kprobe."
)
_PORTS = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?", re.ASCII)
_SUGGESTED = 3


class Format(StrEnum):
    """How to show it."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def ports(
    *,
    context: typer.Context,
    numbers: Annotated[
        list[str] | None,
        typer.Argument(metavar="PORT|A-B", help="Only these ports. Default: all.", show_default=False),
    ] = None,
    node: Annotated[str, typer.Option("--node", metavar="NAME", help="Only what is claimed on this node.")] = "",
    contested: Annotated[
        bool, typer.Option("--contested", help="Only where two that claim a port exclude each other.")
    ] = False,
    free: Annotated[int, typer.Option("--free", metavar="N", help="Propose N NodePorts that nobody has.")] = 0,
    host_ports: Annotated[
        bool,
        typer.Option("--host-ports", help="With --free: ports of the nodes themselves, on each of them or on --node."),
    ] = False,
    between: Annotated[
        str | None, typer.Option("--between", metavar="A-B", help="With --free: only from these.")
    ] = None,
    namespace: Annotated[
        list[str] | None,
        typer.Option(
            "-n",
            "--namespace",
            metavar="NS",
            help="Read this one where the whole cluster may not be listed (repeatable).",
        ),
    ] = None,
    kube_context: options.Context = None,
    kubeconfig: options.Kubeconfig = None,
    path: options.From = None,
    output: Annotated[
        Format, typer.Option("-o", "--output", help="For people, for programs, or for a spreadsheet.")
    ] = Format.TABLE,
    node_port_range: options.PortRange = None,
    allow_incomplete: options.AllowIncomplete = False,
    no_color: options.NoColor = False,
    verbose: options.Verbose = False,
) -> None:
    """List every claimed port of the nodes: host ports, NodePorts, health check ports, external IPs, the nodes' own.

    Nothing is called free that could not be looked at.
    """
    with guarded(verbose=verbose):
        wanted = _ranges(numbers or ())
        _agree(free=free, host_ports=host_ports, between=between, form=output)
        chosen = values.namespaces(namespace or ())
        known = values.node_port_range(node_port_range)
        limits = _range("--between", between) if between is not None else None

        from kprobe.cli.progress import progress  # noqa: PLC0415 - `kprobe --help` must not load the stages
        from kprobe.kube.source import open_source  # noqa: PLC0415 - as above
        from kprobe.pipeline.port_survey import PortsOptions, survey  # noqa: PLC0415 - as above

        source = open_source(kubeconfig=kubeconfig, context=kube_context, namespaces=chosen, path=path)
        asked = PortsOptions(
            numbers=wanted,
            node=node,
            contested=contested,
            free=free or (_SUGGESTED if output is Format.TABLE else 0),
            host_ports=host_ports,
            between=limits,
            node_port_range=known,
        )
        with progress() as shown:
            report = survey(source, asked, shown)
        _show(report, output, colorless=no_color, scan=asking(context).replace(" why", " scan"))
        raise typer.Exit(_code(report, asked=free, allow_incomplete=allow_incomplete))


def _show(report: PortsReport, form: Format, *, colorless: bool, scan: str) -> None:
    if form is Format.JSON:
        import msgspec  # noqa: PLC0415 - each format pays for its own

        from kprobe.render.contract.convert_ports import convert  # noqa: PLC0415 - as above
        from kprobe.render.json import escaped  # noqa: PLC0415 - as above

        text = msgspec.json.format(msgspec.json.encode(convert(report)), indent=2).decode()
        unicode = on_stdout(colorless=True, command=scan).unicode
        sys.stdout.write(f"{text if unicode else escaped(text)}\n")
    elif form is Format.CSV:
        from kprobe.render.contract.ports_csv import write_csv  # noqa: PLC0415 - as above

        write_csv(report, sys.stdout)
    else:
        from kprobe.render.people.ports import ports_page  # noqa: PLC0415 - as above

        ports_page(report, on_stdout(colorless=colorless, command=scan))


def _code(report: PortsReport, *, asked: int, allow_incomplete: bool) -> ExitCode:
    if any(not gap.advisory for gap in report.gaps) and not allow_incomplete:
        complain("not everything could be read, so the exit code is 4", "--allow-incomplete accepts that.")
        return ExitCode.INCOMPLETE
    found = report.proposal.ports if report.proposal is not None else None
    return ExitCode.FINDINGS if asked and len(found or ()) < asked else ExitCode.OK


def _agree(*, free: int, host_ports: bool, between: str | None, form: Format) -> None:
    if free and form is Format.CSV:
        raise UsageError("-o csv lists what is claimed, and has no place for --free", hint="Use -o table or -o json.")
    if not 0 <= free <= 65535:
        raise UsageError(f"--free {free} is out of range", hint="How many ports to propose: --free 3")
    if (host_ports or between is not None) and not free:
        given = "--host-ports" if host_ports else "--between"
        raise UsageError(f"{given} says what --free proposes", hint=f"How many? For instance: --free 3 {given}")


def _ranges(texts: Sequence[str]) -> tuple[tuple[int, int], ...]:
    return tuple(_range("PORT", text) for text in texts)


def _range(option: str, text: str) -> tuple[int, int]:
    match = _PORTS.fullmatch(text.strip())
    first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
    if not 1 <= first <= last <= 65535:
        raise UsageError(f"{option} {text!r} is no port and no range of ports", hint="Write 8080, or 8000-8999.")
    return first, last
