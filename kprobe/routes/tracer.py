"""What follows the routes of one kind of exposure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

from msgspec import Struct

from kprobe.cluster.cluster import Cluster
from kprobe.model.exposure import Entry, Exposure
from kprobe.model.route import Link, Route

Links = Iterator[Link | None]


class Known(Protocol):
    """What routes ask for that others have asked for as well."""

    def node(self, entry: Entry) -> Link | None:
        """The link of the node that has the entry's address."""

    def links(self, entry: Entry) -> tuple[Link, ...] | None:
        """Those of the exposure that `entry` leads through (`Entry.via`), at its address; None where none is known."""


class Tracer(Struct, frozen=True, kw_only=True):
    """`slug` is the exposure kind's. `links` follows one entry, outermost link first; `trace` all of an exposure.

    `links` is None for routes that nothing else leads through (an Ingress is reached through its controller's).
    """

    slug: str
    trace: Callable[[Cluster, Exposure, Known], Route]
    links: Callable[[Cluster, Exposure, Entry], Links] | None = None
