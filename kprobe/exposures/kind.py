"""What a kind of exposure is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kprobe.cluster.cluster import Cluster
from kprobe.model.exposure import Exposure


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One way in. `slug` begins the ids of its exposures; `title` is how a person names it."""

    slug: str
    title: str
    find: Callable[[Cluster], Iterable[Exposure]]
