"""Puts a finding at the line of the manifest that has its fault."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from kprobe.cluster.cluster import Cluster
from kprobe.manifests.kin import kin
from kprobe.manifests.manifest import Manifest
from kprobe.manifests.mentions import Mentions
from kprobe.manifests.places import field_of
from kprobe.model.exposure import Exposure
from kprobe.model.finding import Finding
from kprobe.model.refs import Ref

_TOLD = 3


class Blame:
    """For the findings of one run; `clusters`: as it is and as it would be; `exposures`: the ways in of the latter."""

    def __init__(
        self, objects: Iterable[Manifest], clusters: tuple[Cluster, Cluster], exposures: Iterable[Exposure]
    ) -> None:
        self._by_ref = {m.ref: m for m in objects}
        self._mentions = Mentions(self._by_ref)
        self._clusters = clusters
        self._ways = {e.id for e in exposures}

    def of(self, finding: Finding) -> Finding:
        """At the field of the object that it blames; where others of the manifests are, is evidence."""
        finding = self._without_imagined_ways(finding)
        spoken = self._mentions.of(finding) or self._kin(finding.subject)
        if not spoken:
            return finding
        first = self._by_ref[spoken[0]]
        named = finding.subject in self._by_ref or str(first.ref) in finding.message
        others = (self._by_ref[ref] for ref in (spoken[1:] if named else spoken)[:_TOLD])
        elsewhere = tuple(f"{m.ref} is at {self._written(finding, m)}" for m in others)
        place = first.place(field_of(finding, first))
        return replace(finding, place=place, evidence=(*finding.evidence, *elsewhere))

    def _kin(self, subject: Ref) -> tuple[Ref, ...]:
        return tuple(r for r in kin(subject, self._clusters) if r in self._by_ref)

    def _without_imagined_ways(self, finding: Finding) -> Finding:
        """Ways in that were thought of so that checks look at a Service are none, and nothing is exposed by them."""
        exposures = tuple(e for e in finding.exposures if e in self._ways)
        inside = finding.subject.kind == "Service" and not exposures
        evidence = tuple(e for e in finding.evidence if not (inside and e.startswith("exposed: ")))
        return replace(finding, exposures=exposures, evidence=evidence)

    def _written(self, finding: Finding, manifest: Manifest) -> str:
        place = manifest.place(field_of(finding, manifest))
        return f"{place.file}:{place.line}"
