"""What a kind of exposure is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kprobe.cluster.cluster import Cluster
from kprobe.exposures.node_sample import NodeChoice
from kprobe.model.exposure import Exposure


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One way in. `slug` begins the ids of its exposures; `title` is how a person names it.

    `find` is told on which nodes to look at what is on all of them.
    """

    slug: str
    title: str
    find: Callable[[Cluster, NodeChoice], Iterable[Exposure]]
