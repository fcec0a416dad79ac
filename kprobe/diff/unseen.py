"""Why a report does not have something: it is not there, or the report could not know.

Each function gives a clause that says why the report could not know, "" where it could.
"""

from __future__ import annotations

from kprobe.exposures.origins import hiding
from kprobe.model.exposure import Exposure
from kprobe.model.finding import Finding
from kprobe.model.report import Report
from kprobe.model.snapshot import Gap, GapReason, Resource
from kprobe.policy.state import NOT_KNOWN

_STEADY = frozenset({GapReason.FORBIDDEN, GapReason.NOT_SERVED, GapReason.ABSENT})
"""What is lacking for these reasons lacks as a whole; for any other, who knows which part."""
_OF_INGRESSES = frozenset({Resource.INGRESSES, Resource.INGRESS_CLASSES})
_WITHOUT_INGRESSES = ("KP1", "KP2", "KP3", "KP4", "KP7")
_OF_PROBING = "KP8"
_OF_POLICY = "KP91"
_ON_ANNOTATIONS = "KP915"


def exposure_unseen(report: Report, exposure: Exposure, *, other: Report) -> str:
    """For a way in that the `other` report has."""
    if why := _left_out(report, exposure.source.namespace, other):
        return why
    gap = hiding(report.gaps, exposure.kind, exposure.source.namespace)
    return _unread(gap) if gap is not None else ""


def finding_unseen(report: Report, finding: Finding, *, other: Report, older: bool) -> str:
    """For a finding that the `other` report has; `older`: the report is the older one."""
    if why := _left_out(report, finding.subject.namespace, other):
        return why
    if finding.code.startswith(_OF_PROBING) and (why := _unprobed(report, finding, other, older=older)):
        return why
    if finding.code.startswith(_OF_POLICY) and (why := _unheld(report, finding)):
        return why
    return next((_unread(gap) for gap in report.gaps if _takes(gap, finding, other)), "")


def _left_out(report: Report, namespace: str, other: Report) -> str:
    """What of one namespace ("": of the cluster as a whole) was not looked at.

    Of a selection by labels nobody knows whether something has gone, or has other labels now.
    """
    part = report.narrowed
    if report.shard is not None and report.shard != other.shard:
        return f"only shard {report.shard} was looked at"
    if part is not None and part.selector:
        return f"only what has the labels {part.selector} was looked at"
    if part is not None and namespace not in part.namespaces and (namespace or part != other.narrowed):
        return f"only namespace {' and '.join(part.namespaces)} was looked at"
    return ""


def _unprobed(report: Report, finding: Finding, other: Report, *, older: bool) -> str:
    """It has gone only where all that it is about was seen; it is new where any of that was, without it."""
    if not report.probed:
        return "nobody knocked"
    if report.interrupted:
        return "the run ended early"
    if report.vantage.kind is not other.vantage.kind or bool(report.vantages) is not bool(other.vantages):
        return "the probe stood elsewhere"
    about = set(finding.exposures)
    unknown = [item.verdict in NOT_KNOWN for item in report.exposures if item.exposure.id in about]
    if unknown and (all(unknown) if older else any(unknown)):
        return "what it is about was not probed, or is not known"
    return ""


def _unheld(report: Report, finding: Finding) -> str:
    held = report.held_against is not None and report.held_against.policy
    return "" if held or finding.code == _ON_ANNOTATIONS else "it was held against no policy"


def _takes(gap: Gap, finding: Finding, other: Report) -> bool:
    """Whether the finding may rest on what is lacking: not where the other report lacks the same, and has it."""
    if gap.what.startswith("check "):
        return gap.what == f"check {finding.code}"
    if gap.resource in _OF_INGRESSES and finding.code.startswith(_WITHOUT_INGRESSES):
        return False
    same = gap.reason in _STEADY and any(_same(gap, theirs) for theirs in other.gaps)
    read = finding.subject.namespace != "" and finding.subject.namespace in gap.read_in
    return not same and not read


def _same(a: Gap, b: Gap) -> bool:
    return (a.resource, a.what, a.reason, a.read_in) == (b.resource, b.what, b.reason, b.read_in)


def _unread(gap: Gap) -> str:
    return f"{gap.what} could not be read ({gap.reason})"
