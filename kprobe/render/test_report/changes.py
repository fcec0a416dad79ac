"""A difference as cases: what is worse fails, what is not known is skipped, and anything else passes."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from kprobe import __version__
from kprobe.model.difference import Change, Difference, ExposureChange, FindingChange
from kprobe.model.report import ExposureReport
from kprobe.render.people.sections import result, severity
from kprobe.render.people.where import asked_as, where
from kprobe.render.people.why import sure, why
from kprobe.render.people.words import kind_word, verdict_word
from kprobe.render.test_report.case import Case, Outcome, Suite


def suites(difference: Difference, ask: str) -> tuple[Suite, ...]:
    """Always the same three, so that none seems to have gone; `ask` is the command that explains a way in.

    A finding that is there and does not count has a line, no case: one of its name that passes would deny it.
    """
    cases = tuple(c for c in difference.findings if _tells(c))
    return (
        Suite(name="ways in", cases=tuple(_way(c, ask) for c in difference.exposures), told=(result(difference),)),
        Suite(
            name="findings",
            cases=tuple(map(_finding, cases)),
            told=tuple(_line(c) for c in difference.findings if not _tells(c)),
        ),
        Suite(name="comparison", cases=_compared(difference)),
    )


def properties(difference: Difference) -> dict[str, str]:
    """What was compared."""
    old, new = difference.old, difference.new
    return {
        "cluster": new.report.cluster.context,
        "cluster.server": new.report.cluster.server,
        "old": old.name,
        "old.generated": old.report.generated.isoformat(timespec="seconds"),
        "new": new.name,
        "new.generated": new.report.generated.isoformat(timespec="seconds"),
        "kprobe.version": __version__,
        "verdicts.compared": str(difference.verdicts_compared).lower(),
    }


def _way(change: ExposureChange, ask: str) -> Case:
    exposure = change.latest.exposure
    because = "; ".join(change.worse) or change.reason
    return Case(
        group=".".join(filter(None, (exposure.source.namespace, exposure.kind))),
        name=exposure.id,
        outcome=_outcome(change.change, worse=bool(change.worse)),
        kind="opened" if change.opened else change.change.value,
        message=f"{kind_word(exposure.kind)} {exposure.source.path}: {because or change.change.value}",
        text="\n".join(_told(change, ask)) if change.worse else "",
    )


def _told(change: ExposureChange, ask: str) -> Iterator[str]:
    exposure = change.latest.exposure
    yield f"{kind_word(exposure.kind)} {exposure.source.path}, {where(exposure)}"
    yield f"before: {_state(change.before)}"
    yield f"now: {_state(change.after)}"
    if change.after is not None:
        if said := why(change.after):
            yield f"Why: {said}"
        yield f"Next: {ask} {shlex.quote(asked_as(exposure))}"


def _state(item: ExposureReport | None) -> str:
    return "not there" if item is None else f"{item.exposure.scope}, {verdict_word(item.verdict)}"


def _tells(change: FindingChange) -> bool:
    return change.worse or change.after is None or not change.change.known


def _finding(change: FindingChange) -> Case:
    finding = change.latest
    detail = f" {finding.detail}" if finding.detail else ""
    return Case(
        group=".".join(filter(None, (finding.subject.namespace, finding.name))),
        name=f"{finding.code} {finding.subject}{detail}",
        outcome=_outcome(change.change, worse=change.worse),
        kind=change.change.value,
        message=change.reason or sure(finding.message, finding.confidence),
        text="\n".join((_line(change), *(f"- {e}" for e in finding.evidence), *finding.fix, finding.url))
        if change.worse
        else "",
    )


def _line(change: FindingChange) -> str:
    finding = change.latest
    said = sure(finding.message, finding.confidence)
    because = f"; {change.reason}" if change.reason else ""
    return f"{change.change.value}: {severity(change)} {finding.code} {finding.subject}: {said}{because}"


def _outcome(change: Change, *, worse: bool) -> Outcome:
    if worse:
        return Outcome.FAILED
    return Outcome.PASSED if change.known else Outcome.SKIPPED


def _compared(difference: Difference) -> tuple[Case, ...]:
    """The first case is always there: a report without any is an error to Jenkins."""
    whole = not difference.notes
    first = Case(
        group="comparison",
        name="the reports compare in full",
        outcome=Outcome.PASSED if whole else Outcome.SKIPPED,
        kind="in-part",
        message="" if whole else difference.notes[0],
        text="\n".join(difference.notes),
    )
    return (first,)
