"""What an advisor is: it says whether, and how, one way in could be opened for a workload in this cluster."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kprobe.cluster.cluster import Cluster
from kprobe.lookup.backend import Backend
from kprobe.model.why import Advice


@dataclass(frozen=True, slots=True, kw_only=True)
class Advisor:
    """`slug` is the exposure kind's; `rank` orders the advice, what most people want first."""

    slug: str
    rank: int
    advise: Callable[[Cluster, Backend], Advice]
