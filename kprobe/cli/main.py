"""The entry point. What a command needs is imported when the command runs: `kprobe --help` loads no stage."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Annotated

import typer

from kprobe import __version__
from kprobe.cli.check import EPILOG as CHECK_EPILOG
from kprobe.cli.check import check
from kprobe.cli.checks import checks
from kprobe.cli.completion import Command, Group, completing, without
from kprobe.cli.demo import demo
from kprobe.cli.diff import EPILOG as DIFF_EPILOG
from kprobe.cli.diff import diff
from kprobe.cli.ending import INTERRUPTED, complain
from kprobe.cli.export import EPILOG as EXPORT_EPILOG
from kprobe.cli.export import export
from kprobe.cli.merge import merge
from kprobe.cli.plugin import answer, asked_by_kubectl
from kprobe.cli.ports import EPILOG as PORTS_EPILOG
from kprobe.cli.ports import ports
from kprobe.cli.rbac import rbac
from kprobe.cli.scan import EPILOG, scan
from kprobe.cli.serve import EPILOG as SERVE_EPILOG
from kprobe.cli.serve import serve
from kprobe.cli.snapshot import snapshot
from kprobe.cli.why import EPILOG as WHY_EPILOG
from kprobe.cli.why import why
from kprobe.errors import ExitCode

app = typer.Typer(
    cls=Group,
    help="What a Kubernetes cluster exposes, whether it answers from here, and why not.",
    epilog="Start with: kprobe demo (no cluster needed), or kprobe scan (the cluster kubectl talks to).",
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode=None,  # plain help: starts faster, reads well in a pipe
    pretty_exceptions_enable=False,  # its tracebacks show the values of variables
)
# The class that every error of the command line's parser has; typer has moved it about, but not what derives from it.
_PARSER_ERROR = next(
    base for base in typer.BadParameter.__mro__ if issubclass(base, Exception) and base.__name__ == "ClickException"
)


def _version(asked: bool) -> None:  # noqa: FBT001 - the shape of a typer callback
    if asked:
        typer.echo(f"kprobe {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _kprobe(
    *,
    context: typer.Context,
    version: Annotated[  # noqa: ARG001 - its callback does the work
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


app.command(cls=Command, epilog=EPILOG, short_help="Every way in, whether it answers, and why not.")(scan)
app.command(cls=Command, epilog=WHY_EPILOG, short_help="Why one target is not reachable, and what mends it.")(why)
app.command(cls=Command, epilog=CHECK_EPILOG, short_help="What manifests would break or collide with.")(check)
app.command(cls=Command, epilog=PORTS_EPILOG, short_help="Who holds which port of the nodes, and what is free.")(ports)
app.command(cls=Command, epilog=DIFF_EPILOG, short_help="What changed from one report to the next.")(diff)
app.command(cls=Command, short_help="Join reports: shards of one scan, or scans from several places.")(merge)
app.command(cls=Command, epilog=EXPORT_EPILOG, short_help="Configuration for HAProxy, nginx or blackbox_exporter.")(
    export
)
app.command(cls=Command, short_help="What these credentials may read, and the roles that a scan needs.")(rbac)
app.command(cls=Command, epilog=SERVE_EPILOG, short_help="Scan on an interval; serve metrics and the latest report.")(
    serve
)
app.command(cls=Command, short_help="Save what a scan reads, to analyse elsewhere.")(snapshot)
app.command(cls=Command, short_help="What kprobe can find, and how to mend each.")(checks)
app.command(cls=Command, short_help="Scan a cluster that kprobe brings along.")(demo)


def main() -> None:
    """Run the command line, and end the process."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a name that the terminal cannot show ends no run
    if asked_by_kubectl():
        answer(app, sys.argv[1:])
        return
    program = "kubectl kprobe" if Path(sys.argv[0]).name.startswith("kubectl-") else "kprobe"
    try:
        with without("rich") if completing() else without():
            sys.exit(app(prog_name=program, standalone_mode=False))
    except typer.Abort:
        sys.exit(INTERRUPTED)
    except _PARSER_ERROR as error:
        parser = getattr(error, "ctx", None)
        complain(str(getattr(error, "format_message", error.__str__)()), _try(getattr(parser, "command_path", program)))
        sys.exit(ExitCode.USAGE)


def _try(command: str) -> str:
    return f"Try: {command} --help"
