"""`kprobe export FORMAT TARGET…`: configuration for what stands in front of a cluster, or watches it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from kprobe import __version__
from kprobe.cli import export_values, options, values
from kprobe.cli.again import again
from kprobe.cli.ending import complain, guarded
from kprobe.cli.outputs import check_writable, replacing
from kprobe.errors import ExitCode, UsageError
from kprobe.export.exporter import AddressKind, Exporter, Listen, Mode, Written
from kprobe.export.text import GENERATED
from kprobe.registry import load

EPILOG = (
    "Exit codes: 0 written, 1 a TARGET, or all that was chosen, has nobody who should answer, 2 usage (or TARGET "
    "unknown, ambiguous or of no use), 3 the cluster could not be read, 4 something could not be read, 70 a bug in "
    "kprobe, 130 interrupted."
)
_SHOWN = 12
_OWN = {
    "listen": "--listen",
    "mode": "--mode",
    "address": "--address",
    "http_check": "--http-check",
    "proxy_protocol": "--proxy-protocol",
    "standby": "--standby",
}


def exporters() -> dict[str, Exporter]:
    """Every exporter by name."""
    return {exporter.slug: exporter for exporter in load("kprobe.export", "EXPORTER", Exporter)}


def formats() -> dict[str, Exporter]:
    """What can be typed: an exporter's name, or that of a file that goes with it."""
    return {name: e for e in exporters().values() for name in (e.slug, *e.beside)}


def _complete(incomplete: str) -> list[str]:
    return [name for name in formats() if name.startswith(incomplete)]


def export(
    *,
    context: typer.Context,
    exporter: Annotated[
        str,
        typer.Argument(metavar="FORMAT", help=f"{', '.join(formats())}.", autocompletion=_complete, show_default=False),
    ],
    targets: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="TARGET",
            help="As for why: svc/ns/name, node-port/ns/name/80/TCP and so on. Instead: --all, -n, -l.",
            show_default=False,
        ),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every way in that FORMAT can be made for.")] = False,
    namespace: Annotated[
        list[str] | None,
        typer.Option(
            "-n", "--namespace", metavar="NS", help="All of this namespace (repeatable); with TARGET, where it is."
        ),
    ] = None,
    selector: options.Selector = "",
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="FILE", help="Where to. Default: standard output.")
    ] = "-",
    listen: Annotated[
        Listen | None,
        typer.Option(
            metavar="PORT",
            help="service, node-port or none (no frontend). Default: service for TARGETs, else node-port.",
        ),
    ] = None,
    mode: Annotated[
        Mode | None,
        typer.Option(metavar="MODE", help="tcp, or http where it is not TLS. Default: by what the port declares."),
    ] = None,
    address: Annotated[
        list[AddressKind] | None,
        typer.Option(
            metavar="KIND",
            help="Only such addresses of nodes: internal, external, ipv4, ipv6 (repeatable). Default: internal first.",
        ),
    ] = None,
    http_check: Annotated[
        str, typer.Option("--http-check", metavar="PATH", help="Health check by GET PATH: 2xx and 3xx are well.")
    ] = "",
    proxy_protocol: Annotated[
        bool, typer.Option("--proxy-protocol", help="Tell the application who the client is by the PROXY protocol.")
    ] = False,
    standby: Annotated[
        bool, typer.Option("--standby", help="Also nodes without an endpoint now, for the health check to find.")
    ] = False,
    kube_context: options.Context = None,
    kubeconfig: options.Kubeconfig = None,
    path: options.From = None,
    node_port_range: options.PortRange = None,
    allow_incomplete: options.AllowIncomplete = False,
    verbose: options.Verbose = False,
) -> None:
    """Write configuration for HAProxy, nginx or blackbox_exporter: only what should answer, by the cluster's own words.

    Nothing is knocked on and nothing is changed.
    """
    with guarded(verbose=verbose):
        program = _program(exporter)
        file = None if output == "-" else Path(output)
        if file is not None:
            check_writable(file)
        named, places = tuple(targets or ()), values.namespaces(namespace or ())
        chosen = {"TARGET": named, "--all": everything, "-n": places, "-l": values.selector(selector)}
        given: dict[str, object] = {
            "listen": listen,
            "mode": mode,
            "addresses": frozenset(address or ()),
            "http_check": export_values.http_path(http_check),
            "proxy_protocol": proxy_protocol,
            "standby": standby,
        }
        if exporter in program.beside:
            export_values.nothing_chosen(exporter, chosen, given)
            _write(file, program.beside[exporter](__version__))
            return
        export_values.agree(exporter, chosen)
        wishes = export_values.wishes(program, given, one_by_one=bool(named))
        ports = values.node_port_range(node_port_range)

        from kprobe.app import export as run  # noqa: PLC0415 - `kprobe --help` must not load the stages
        from kprobe.cli.progress import progress  # noqa: PLC0415 - as above
        from kprobe.kube.source import open_source  # noqa: PLC0415 - as above
        from kprobe.pipeline.choose import Choice  # noqa: PLC0415 - as above
        from kprobe.pipeline.scope import Scope  # noqa: PLC0415 - as above

        scope = Scope(namespaces=places, selector=selector)
        choice = Choice(targets=named, scope=scope, kinds=program.kinds, node_port_range=ports)
        source = open_source(kubeconfig=kubeconfig, context=kube_context, namespaces=places, path=path)
        with progress() as shown:
            written, gaps = run(source, choice, shown, exporter=program, wishes=wishes, command=again(context, _OWN))
        _tell(written)
        if written.written:
            _write(file, written.text)
        else:
            complain("nothing is written, as nothing that was chosen should answer")
        for gap in gaps:
            complain(f"not known: {gap.what} ({gap.reason.value}): {gap.effect}")
        if gaps and not allow_incomplete:
            raise typer.Exit(ExitCode.INCOMPLETE)
        if not written.written or (named and written.skipped):
            raise typer.Exit(ExitCode.FINDINGS)


def _program(name: str) -> Exporter:
    known = formats()
    if name not in known:
        raise UsageError(f"unknown format {name!r}", hint=f"Formats: {', '.join(known)}")
    return known[name]


def _tell(written: Written) -> None:
    """What a person must know who does not read the file."""
    lines = (*(f"{way} is not in it: {why}" for way, why in written.skipped), *written.remarks)
    for line in lines[:_SHOWN]:
        complain(line)
    if len(lines) > _SHOWN:
        complain(f"{len(lines) - _SHOWN} more remarks, which stand in the file as comments")


def _write(file: Path | None, text: str) -> None:
    """To standard output, or into the file, unless that says the same already: a file's time tells of a change."""
    if file is None:
        sys.stdout.write(text)
        return
    if _but_for_time(text) == _but_for_time(_read(file)):
        complain(f"{file} says the same already, and is left as it is")
        return
    with replacing(file) as stream:
        stream.write(text)
    complain(f"written to {file}")


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8") if file.is_file() else ""
    except (OSError, UnicodeDecodeError):
        return ""


def _but_for_time(text: str) -> list[str]:
    return [line for line in text.splitlines() if not line.startswith(GENERATED)]
