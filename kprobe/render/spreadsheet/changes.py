"""A difference as rows: the columns in their order; new ones are added at the end, none is renamed or removed."""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.model.difference import Difference, ExposureChange, FindingChange
from kprobe.render.people.where import where
from kprobe.render.people.why import sure, why
from kprobe.render.spreadsheet.cell import Value, cell

COLUMNS = {
    "what": "`way-in` or `finding`",
    "change": "`new`, `changed`, `gone`, `not-known-before` or `no-longer-known`",
    "worse": "whether it counts for the exit code",
    "opened": "of a way in: it is open to the internet and was not",
    "id": "of the way in or the finding, stable from run to run",
    "kind": "`node-port`, `ingress` and so on; of a finding its code",
    "namespace": "of the object",
    "object_kind": "of what opens the way in, or of what the finding is about",
    "object": "its name",
    "where": "what a client aims at, in short",
    "scope_before": "`internet`, `private`, `loopback` or `unknown`; empty where the report does not have it",
    "scope_after": "the same, in the newer report",
    "verdict_before": "on the way in",
    "verdict_after": "the same, in the newer report",
    "severity_before": "of the finding",
    "severity_after": "the same, in the newer report",
    "why_worse": "what is worse, in words",
    "reason": "why it is or was not known, or that it is or was ignored",
    "message": "what is said of it last",
}
"""By name, what each means (docs/diff.md)."""


def rows(difference: Difference) -> Iterator[list[str]]:
    """The cells of each change, what counts first: ways in, then findings."""
    for way in difference.exposures:
        yield _cells(_way(way))
    for finding in difference.findings:
        yield _cells(_finding(finding))


def _cells(values: dict[str, Value]) -> list[str]:
    return [cell(values.get(name)) for name in COLUMNS]


def _way(change: ExposureChange) -> dict[str, Value]:
    before, after, exposure = change.before, change.after, change.latest.exposure
    return {
        "what": "way-in",
        "change": change.change.value,
        "worse": bool(change.worse),
        "opened": change.opened,
        "id": exposure.id,
        "kind": exposure.kind,
        "namespace": exposure.source.namespace,
        "object_kind": exposure.source.kind,
        "object": exposure.source.name,
        "where": where(exposure),
        "scope_before": before.exposure.scope.value if before else None,
        "scope_after": after.exposure.scope.value if after else None,
        "verdict_before": before.verdict.value if before else None,
        "verdict_after": after.verdict.value if after else None,
        "why_worse": "; ".join(change.worse),
        "reason": change.reason,
        "message": why(change.latest),
    }


def _finding(change: FindingChange) -> dict[str, Value]:
    before, after, finding = change.before, change.after, change.latest
    return {
        "what": "finding",
        "change": change.change.value,
        "worse": change.worse,
        "id": finding.id,
        "kind": finding.code,
        "namespace": finding.subject.namespace,
        "object_kind": finding.subject.kind,
        "object": finding.subject.name,
        "severity_before": before.severity.value if before else None,
        "severity_after": after.severity.value if after else None,
        "reason": change.reason,
        "message": sure(finding.message, finding.confidence),
    }
