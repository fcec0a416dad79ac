"""Adds commands to what findings and diagnoses say in words."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from kprobe.cluster.cluster import Cluster
from kprobe.lookup.fixer import Fixer
from kprobe.model.diagnosis import Diagnosis
from kprobe.model.finding import Finding
from kprobe.registry import load


def commands(cluster: Cluster, findings: tuple[Finding, ...]) -> dict[str, tuple[str, ...]]:
    """Commands to paste by the id of the finding that they mend; findings without any are left out."""
    fixers = {f.code: f for f in load("kprobe.lookup.fixes", "FIXER", Fixer)}
    made = {f.id: fixers[f.code].fix(cluster, f) for f in findings if f.code in fixers}
    return {i: lines for i, lines in made.items() if lines}


def mended(finding: Finding, lines: Mapping[str, tuple[str, ...]]) -> Finding:
    """The finding with its commands behind its words."""
    more = lines.get(finding.id, ())
    return replace(finding, fix=(*finding.fix, *more)) if more else finding


def cured(diagnosis: Diagnosis, lines: Mapping[str, tuple[str, ...]]) -> Diagnosis:
    """The diagnosis with the commands of the finding that it points to."""
    more = lines.get(diagnosis.finding, ())
    return replace(diagnosis, fix=(*diagnosis.fix, *more)) if more else diagnosis
