"""What an advisor is: it says whether, and how, one way in could be opened for a workload in this cluster."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from kprobe.cluster.cluster import Cluster
from kprobe.lookup.backend import Backend
from kprobe.model.why import Advice


class Advisor(Struct, frozen=True, kw_only=True):
    """`slug` is the exposure kind's; `rank` orders the advice, what most people want first."""

    slug: str
    rank: int
    advise: Callable[[Cluster, Backend], Advice]
