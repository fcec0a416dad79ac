"""What is new in the newer of two reports, as a report: for formats that show findings and know no comparison."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from kprobe.model.difference import Change, Difference, ExposureChange, FindingChange, Side
from kprobe.model.finding import Finding
from kprobe.model.report import ExposureReport, Report
from kprobe.policy.rules import new_exposure, worse_exposure
from kprobe.policy.state import widened
from kprobe.policy.wording import way


class News(Struct, frozen=True, kw_only=True):
    """`report`: the newer one, whose findings are only these: ways in that are worse, findings that are new or changed.

    `changes`: what became of each, by its id.
    """

    report: Report
    changes: Mapping[str, Change]


def news(difference: Difference) -> News:
    """A way in that is worse is told as against a baseline, which the older report is here (KP916, KP917).

    What is gone or no longer known is no finding. Of both, as of what is not compared, `notes` tell.
    """
    ways = [(_way(c, difference.old), c.change) for c in difference.exposures if c.worse and c.after is not None]
    findings = [(c.after, c.change) for c in difference.findings if c.after is not None]
    said = [*ways, *findings]
    return News(
        report=replace(
            difference.new.report,
            findings=tuple(finding for finding, _ in said),
            notes=(*difference.notes, *_absent(difference)),
        ),
        changes={finding.id: change for finding, change in said},
    )


def _way(change: ExposureChange, old: Side) -> Finding:
    """Of the same id as the one that a baseline would bring about."""
    item = change.latest
    # One that was closed and answers the internet now has changed its verdict alone, and works no less well for that.
    apart = change.before is None or change.opened or widened(change.before.exposure.scope, item.exposure.scope)
    rule = new_exposure.RULE if apart else worse_exposure.RULE
    because = item.diagnosis
    return rule.finding(
        item.exposure.source,
        f"{way(item.exposure)}: {'; '.join(change.worse)}",
        detail=item.exposure.id,
        evidence=(
            f"in {old.name}: {'not there' if change.before is None else _state(change.before)}",
            f"now: {_state(item)}",
            *((because.message,) if because else ()),
        ),
        fix=because.fix if because else (),
        exposures=(item.exposure.id,),
    )


def _state(item: ExposureReport) -> str:
    return f"{item.exposure.scope}, {item.verdict}"


def _absent(difference: Difference) -> Iterator[str]:
    """A line for each that the newer report does not have."""
    for way_in in difference.exposures:
        if way_in.after is None:
            yield _line(way_in, way(way_in.latest.exposure))
    for finding in difference.findings:
        if finding.after is None:
            yield _line(finding, f"{finding.latest.code} {finding.latest.subject}")


def _line(change: ExposureChange | FindingChange, what: str) -> str:
    because = f" ({change.reason})" if change.reason else ""
    return f"{change.change.value.replace('-', ' ')}: {what}{because}"
