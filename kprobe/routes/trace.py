"""Follows every exposure from outside to the process that should answer."""

from __future__ import annotations

from collections.abc import Iterable

from kprobe.cluster.cluster import Cluster
from kprobe.model.exposure import Entry, Exposure
from kprobe.model.route import Link, Route
from kprobe.registry import load
from kprobe.routes.node_link import node_link
from kprobe.routes.tracer import Tracer


def trace(
    cluster: Cluster, exposures: Iterable[Exposure], *, among: Iterable[Exposure] | None = None
) -> dict[str, Route]:
    """A route for each exposure, by id. `among`: all that one of them may lead through, where there are more."""
    exposures = tuple(exposures)
    tracers = {tracer.slug: tracer for tracer in load("kprobe.routes.kinds", "TRACER", Tracer)}
    known = _Ways(cluster, exposures if among is None else among, tracers)
    return {e.id: tracers[e.kind].trace(cluster, e, known) for e in exposures}


class _Ways:
    """The links of nodes and of controllers' own ways in, each followed once, however many routes share it."""

    def __init__(self, cluster: Cluster, exposures: Iterable[Exposure], tracers: dict[str, Tracer]) -> None:
        self._cluster = cluster
        self._exposures = {e.id: e for e in exposures}
        self._tracers = tracers
        self._nodes: dict[tuple[str | None, str], Link | None] = {}
        self._followed: dict[tuple[str, str, int], tuple[Link, ...] | None] = {}

    def node(self, entry: Entry) -> Link | None:
        key = (entry.node, entry.protocol)
        if key not in self._nodes:
            self._nodes[key] = node_link(self._cluster, entry)
        return self._nodes[key]

    def links(self, entry: Entry) -> tuple[Link, ...] | None:
        key = (entry.via or "", entry.address, entry.port)
        if key not in self._followed:
            exposure = self._exposures.get(entry.via or "")
            follow = self._tracers[exposure.kind].links if exposure else None
            self._followed[key] = (
                tuple(link for link in follow(self._cluster, exposure, entry) if link is not None)
                if exposure and follow
                else None
            )
        return self._followed[key]
