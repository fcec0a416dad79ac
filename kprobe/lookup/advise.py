"""What would expose a workload that nothing exposes, in each of the ways that there are."""

from __future__ import annotations

from kprobe.cluster.cluster import Cluster
from kprobe.lookup.advisor import Advisor
from kprobe.lookup.backend import backend_of
from kprobe.lookup.found import Found
from kprobe.model.exposure import Exposure
from kprobe.model.why import Advice
from kprobe.registry import load


def advise(cluster: Cluster, _exposures: tuple[Exposure, ...], found: Found) -> tuple[Advice, ...]:
    """One piece of advice for each way in, for the first subject that could be exposed; nothing where one matched."""
    if found.matched:
        return ()
    backend = next((b for s in found.subjects if (b := backend_of(cluster, s)) is not None), None)
    if backend is None:
        return ()
    advisors = sorted(load("kprobe.lookup.ways", "ADVISOR", Advisor), key=lambda a: a.rank)
    return tuple(a.advise(cluster, backend) for a in advisors)
