"""The scan of one cluster, from opening it to its report: what a run over one and a run over several do alike."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from kprobe.app import ScanOptions
from kprobe.app import scan as run
from kprobe.cli import policy
from kprobe.cli.ending import FailOn, exit_code
from kprobe.cli.outputs import Destination, emit
from kprobe.cli.progress import progress
from kprobe.errors import ExitCode
from kprobe.kube.link import Compress
from kprobe.kube.source import open_source
from kprobe.model.report import Report
from kprobe.policy.baseline import Baseline
from kprobe.progress import Naming
from kprobe.render.renderer import Among


class Target(Struct, frozen=True, kw_only=True):
    """One cluster: where it is, what its report is held against, and where that goes.

    `context`: None for the current one. `namespaces`: read one by one where the whole cluster may not be listed and
    none was asked for. `command` and `ask` make and follow up this one report. `among`: which of several it is;
    `server` is its API server's URL then, as far as the kubeconfig says.
    """

    context: str | None
    namespaces: tuple[str, ...] = ()
    destinations: tuple[Destination, ...]
    baseline: Baseline | None
    write_baseline: Path | None
    command: str
    ask: str
    among: Among | None = None
    server: str = ""


class Manner(Struct, frozen=True, kw_only=True):
    """How each of them is scanned, and what counts."""

    options: ScanOptions
    kubeconfig: Path | None
    path: Path | None
    compress: Compress
    fail_on: FailOn
    allow_incomplete: bool
    colorless: bool


def scan_one(target: Target, manner: Manner) -> tuple[Report, ExitCode]:
    """Scan it and write its report and its baseline; with the exit code that this means."""
    source = open_source(
        kubeconfig=manner.kubeconfig,
        context=target.context,
        namespaces=manner.options.namespaces or target.namespaces,
        path=manner.path,
        compress=manner.compress,
    )
    among = target.among
    with progress() as shown:
        report = run(
            source,
            replace(manner.options, baseline=target.baseline),
            shown if among is None else Naming(f"{among.name}, {among.number} of {among.of}", shown),
        )
    accepted = (
        target.write_baseline is not None
        and policy.write_baseline(report, target.write_baseline)
        and target.baseline is None
    )
    code = exit_code(report, FailOn.NEVER if accepted else manner.fail_on, allow_incomplete=manner.allow_incomplete)
    emit(
        report,
        target.destinations,
        colorless=manner.colorless,
        command=target.command,
        ask=target.ask,
        code=code,
        among=among,
    )
    return report, code
