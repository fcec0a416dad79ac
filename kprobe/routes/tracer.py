"""What follows the routes of one kind of exposure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from kprobe.cluster.cluster import Cluster
from kprobe.model.exposure import Exposure
from kprobe.model.route import Link, Route

Links = Iterator[Link | None]
Traced = Mapping[str, Route]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracer:
    """`slug` is the exposure kind's. `trace` is given the routes that are known already, by exposure id.

    `last`: its routes begin with those of other kinds (an Ingress is reached through its controller's).
    """

    slug: str
    trace: Callable[[Cluster, Exposure, Traced], Route]
    last: bool = False
