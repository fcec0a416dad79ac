"""What a kind of exposure is."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct

from kprobe.cluster.cluster import Cluster
from kprobe.exposures.node_sample import NodeChoice
from kprobe.model.exposure import Exposure


class Kind(Struct, frozen=True, kw_only=True):
    """One way in. `slug` begins the ids of its exposures; `title` is how a person names it.

    `find` is told on which nodes to look at what is on all of them.
    """

    slug: str
    title: str
    find: Callable[[Cluster, NodeChoice], Iterable[Exposure]]
