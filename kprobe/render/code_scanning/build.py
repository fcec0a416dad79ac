"""The whole log."""

from __future__ import annotations

from collections.abc import Mapping

from kprobe.errors import ExitCode
from kprobe.model.difference import Change
from kprobe.model.report import Report
from kprobe.render.code_scanning.invocation import ASKED, SCANNED, Endings, invocation, notifications
from kprobe.render.code_scanning.log import SCHEMA, Component, Log, Properties, Run, Tool
from kprobe.render.code_scanning.results import results
from kprobe.render.code_scanning.rules import rules
from kprobe.render.contract.tally import verdicts


def log(
    report: Report,
    code: ExitCode | None,
    *,
    endings: Endings | None = None,
    changes: Mapping[str, Change] | None = None,
) -> Log:
    """One run in it; `code` is how the process ends, None where nobody knows, and `endings` what that means.

    `changes`: what became of each finding since an older report, by its id.
    """
    looked_for = rules(report)
    driver = Component(
        name="kprobe",
        full_name="kprobe: what a Kubernetes cluster exposes, and whether it answers",
        version=report.version,
        semantic_version=report.version,
        information_uri="https://github.com/kprobe/kprobe",
        rules=looked_for,
        notifications=notifications(),
    )
    run = Run(
        tool=Tool(driver=driver),
        invocations=(invocation(report, code, endings or (SCANNED if report.why is None else ASKED)),),
        results=results(report, looked_for, changes or {}),
        properties=_properties(report),
    )
    return Log(schema=SCHEMA, version="2.1.0", runs=(run,))


def _properties(report: Report) -> Properties:
    """What was looked at, from where, and the answer where something was asked."""
    cluster, vantage, why = report.cluster, report.vantage, report.why
    found: Properties = {
        "cluster": {
            "context": cluster.context,
            "server": cluster.server,
            "version": cluster.version,
            "nodes": cluster.nodes,
        },
        "vantage": {"kind": vantage.kind.value, "addresses": vantage.addresses, "detail": vantage.detail},
        "probed": report.probed,
        "verdicts": {verdict.value: count for verdict, count in verdicts(report).items()},
    }
    if why is not None:
        found["why"] = {"target": why.target, "verdict": why.verdict and why.verdict.value, "answer": why.answer}
    return found
