"""What the parts of a page must know of each other: which finding breaks what, and what leads to the same workload."""

from __future__ import annotations

from collections import defaultdict

from msgspec import Struct

from kprobe.model.finding import Finding
from kprobe.model.refs import Ref
from kprobe.model.report import ExposureReport, Report
from kprobe.render.people.words import way_in
from kprobe.render.web.anchors import finding_anchor, way_anchor
from kprobe.render.web.bounds import FINDINGS, LINKED, WAYS, clipped
from kprobe.render.web.marks import Mark, of_severity, of_verdict


class Link(Struct, frozen=True, kw_only=True):
    """To another part of the page; `anchor` is "" where that part was left out for its length."""

    anchor: str
    mark: Mark
    text: str
    detail: str = ""


class Links(Struct, frozen=True, kw_only=True):
    """Some, and how many more there are."""

    shown: tuple[Link, ...]
    left: int


class Catalogue:
    """The indexes, built once. `ways` and `findings` are those that the page shows, in its order."""

    def __init__(self, report: Report) -> None:
        asked = {name: index for index, name in enumerate(report.why.matched)} if report.why else {}
        ordered = sorted(
            report.exposures,
            key=lambda i: (
                asked.get(i.exposure.id, len(asked)),
                i.verdict.rank,
                i.exposure.source.namespace,
                i.exposure.kind,
                i.exposure.id,
            ),
        )
        self.ways = tuple(ordered[:WAYS])
        self.ways_left = tuple(ordered[WAYS:])
        ranked = sorted(report.findings, key=lambda f: (f.severity.rank, f.code, f.subject, f.detail))
        self.findings = tuple(ranked[:FINDINGS])
        self.findings_left = len(ranked) - len(self.findings)
        self._report = report
        self._shown = {item.exposure.id for item in self.ways}
        self._by_id = {item.exposure.id: item for item in report.exposures}
        self._finding_by_id = {finding.id: finding for finding in report.findings}
        self._shown_findings = {finding.id for finding in self.findings}
        self._findings_of: dict[str, list[Finding]] = defaultdict(list)
        for finding in ranked:
            for exposure in finding.exposures:
                self._findings_of[exposure].append(finding)
        self._of_workload: dict[Ref, list[ExposureReport]] = defaultdict(list)
        for item in ordered:
            if item.exposure.workload is not None:
                self._of_workload[item.exposure.workload].append(item)

    def finding(self, identity: str) -> Finding | None:
        """By id."""
        return self._finding_by_id.get(identity)

    def findings_of(self, item: ExposureReport) -> tuple[Finding, ...]:
        """Those that name it, its diagnosis' own among them, the worst first."""
        found = self._findings_of.get(item.exposure.id, [])
        own = self.finding(item.diagnosis.finding) if item.diagnosis is not None else None
        return tuple(found) if own is None or own in found else (own, *found)

    def finding_links(self, item: ExposureReport) -> Links:
        """To what is wrong with it, or worth knowing, besides its diagnosis."""
        own = item.diagnosis.finding if item.diagnosis is not None else ""
        found = [finding for finding in self.findings_of(item) if finding.id != own]
        return Links(shown=tuple(map(self.to_finding, found[:LINKED])), left=max(len(found) - LINKED, 0))

    def to_finding(self, finding: Finding) -> Link:
        """One finding."""
        return Link(
            anchor=finding_anchor(finding.id) if finding.id in self._shown_findings else "",
            mark=of_severity(finding.severity),
            text=finding.code,
            detail=clipped(finding.message),
        )

    def way_links(self, identities: tuple[str, ...]) -> Links:
        """To the ways in that a finding breaks, but those that the report leaves out (another namespace's)."""
        known = [self._by_id[i] for i in identities if i in self._by_id]
        return Links(shown=tuple(map(self._to_way, known[:LINKED])), left=max(len(known) - LINKED, 0))

    def beside(self, item: ExposureReport) -> Links:
        """Other ways in to the same workload, those that work first."""
        workload = item.exposure.workload
        if workload is None:
            return Links(shown=(), left=0)
        all_of_it = self._of_workload[workload]
        if len(all_of_it) > LINKED + 1:  # sorting them for each of them would grow with their square
            others = [other for other in all_of_it[-LINKED - 1 :] if other is not item][:LINKED]
        else:
            others = [other for other in all_of_it if other is not item]
        ordered = sorted(others, key=lambda other: -other.verdict.rank)
        return Links(shown=tuple(map(self._to_way, ordered)), left=len(all_of_it) - 1 - len(ordered))

    def _to_way(self, item: ExposureReport) -> Link:
        return Link(
            anchor=way_anchor(item.exposure.id) if item.exposure.id in self._shown else "",
            mark=of_verdict(item.verdict),
            text=clipped(way_in(item.exposure)),
            detail=clipped(item.exposure.source.namespace),
        )
