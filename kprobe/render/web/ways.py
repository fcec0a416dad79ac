"""A row for each way in, and what stands behind it."""

from __future__ import annotations

import shlex

from msgspec import Struct

from kprobe.model.report import ExposureReport, Report
from kprobe.render.people.alike import alike
from kprobe.render.people.branch import asked_first
from kprobe.render.people.proof import proof
from kprobe.render.people.seen import predicted, seen
from kprobe.render.people.sight import as_predicted
from kprobe.render.people.where import asked_as, where
from kprobe.render.people.why import why
from kprobe.render.people.words import kind_word
from kprobe.render.web.anchors import finding_anchor, way_anchor
from kprobe.render.web.blocks import Block, blocks
from kprobe.render.web.bounds import clipped, few, whole
from kprobe.render.web.catalogue import Catalogue, Link, Links
from kprobe.render.web.entries import Entries, entries
from kprobe.render.web.marks import Mark, of_verdict
from kprobe.render.web.steps import Routes, routes


class Cause(Struct, frozen=True, kw_only=True):
    """Why it does what it does, and what mends it; `finding` leads to the one finding that has the cause."""

    message: str
    confidence: str
    finding: Link | None
    evidence: tuple[str, ...]
    fix: tuple[Block, ...]
    proof: str


class Detail(Struct, frozen=True, kw_only=True):
    """What a row opens to. `ask`: the command that asks the cluster again about this alone."""

    cause: Cause | None
    routes: Routes
    entries: Entries
    findings: Links
    beside: Links
    notes: tuple[str, ...]
    ask: str


class Way(Struct, frozen=True, kw_only=True):
    """One row. `verdict` is its slug, `findings` are the anchors of what names it: by both the page filters."""

    anchor: str
    verdict: str
    mark: Mark
    kind: str
    namespace: str
    name: str
    where: str
    predicted: str
    seen: str
    differs: bool
    why: str
    scope: str
    findings: tuple[str, ...]
    detail: Detail


def way(item: ExposureReport, report: Report, catalogue: Catalogue, ask: str) -> Way:
    """One of them; `ask` is what a target is put behind, "" where asking again leads nowhere."""
    exposure = item.exposure
    groups = alike(asked_first(item.entries, report))
    return Way(
        anchor=way_anchor(exposure.id),
        verdict=item.verdict.value,
        mark=of_verdict(item.verdict),
        kind=clipped(kind_word(exposure.kind)),
        namespace=clipped(exposure.source.namespace),
        name=clipped(exposure.source.name),
        where=clipped(where(exposure)),
        predicted=predicted(item.entries),
        seen=seen(item.entries),
        differs=any(as_predicted(entry) is False for entry in item.entries),
        why=clipped(why(item)),
        scope=exposure.scope.value,
        findings=tuple(finding_anchor(finding.id) for finding in catalogue.findings_of(item)),
        detail=Detail(
            cause=_cause(item, catalogue),
            routes=routes(item, groups, report),
            entries=entries(groups),
            findings=catalogue.finding_links(item),
            beside=catalogue.beside(item),
            notes=few(exposure.notes),
            ask=whole(f"{ask} {shlex.quote(asked_as(exposure))}") if ask else "",
        ),
    )


def _cause(item: ExposureReport, catalogue: Catalogue) -> Cause | None:
    found = item.diagnosis
    if found is None:
        return None
    finding = catalogue.finding(found.finding)
    message = found.message if str(found.subject) in found.message else f"{found.subject}: {found.message}"
    evidence = (*(finding.evidence if finding else ()), *found.evidence)
    return Cause(
        message=clipped(message),
        confidence=found.confidence.value,
        finding=catalogue.to_finding(finding) if finding else None,
        evidence=few(line for line in evidence if line not in found.message),
        fix=blocks(found.fix or (finding.fix if finding else ())),
        proof=whole(proof(item)),
    )
