"""What was asked about, answered."""

from __future__ import annotations

from kprobe.diagnosis.answer import Question, answer
from kprobe.lookup.advise import advise
from kprobe.lookup.found import Found
from kprobe.lookup.inventory import typed
from kprobe.lookup.owners import led_to
from kprobe.model.finding import Finding
from kprobe.model.probe import ProbeResult
from kprobe.model.report import ExposureReport
from kprobe.model.why import Why
from kprobe.pipeline.finish import worst_findings_first
from kprobe.pipeline.known import Known


def answered(text: str, known: Known, found: Found, matched: tuple[ExposureReport, ...], result: ProbeResult) -> Why:
    """The answer to `text`, from the ways in that it matches and what was seen at the very place, if it names one."""
    seen = next((o for o in result.observations if o.target == found.knock), None)
    said = answer(
        Question(
            name=text if found.knock or len(found.subjects) != 1 else typed(found.subjects[0]),
            matched=matched,
            reason=found.reason,
            known=found.known,
            place=found.knock is not None,
            observation=seen,
        )
    )
    by_name = found.knock.address if found.knock and seen and found.knock.address not in seen.addresses else ""
    skipped = next((s.reason for s in result.skipped if s.target == found.knock), "")
    return Why(
        target=text,
        subjects=found.subjects,
        matched=tuple(r.exposure.id for r in matched),
        others=found.others,
        verdict=said.verdict,
        answer=said.sentence,
        confidence=said.confidence,
        notes=(
            *found.notes,
            *(led_to(known.cluster, known.exposures, by_name, seen.addresses) if seen and by_name else ()),
            *((f"it was not knocked on itself: {skipped}",) if skipped else ()),
        ),
        observation=seen,
        advice=advise(known.cluster, known.exposures, found),
    )


def about(findings: tuple[Finding, ...], found: Found) -> tuple[Finding, ...]:
    """Findings about what was asked: its ways in, or the objects themselves; worst first."""
    ids, subjects = set(found.matched), set(found.subjects)
    return tuple(f for f in worst_findings_first(findings) if ids.intersection(f.exposures) or f.subject in subjects)
