"""Follows every exposure from outside to the process that should answer."""

from __future__ import annotations

from collections.abc import Iterable

from kprobe.cluster.cluster import Cluster
from kprobe.model.exposure import Exposure
from kprobe.model.route import Route
from kprobe.registry import load
from kprobe.routes.tracer import Tracer


def trace(cluster: Cluster, exposures: Iterable[Exposure]) -> dict[str, Route]:
    """A route for each exposure, by id; those that begin with another's come last."""
    tracers = {tracer.slug: tracer for tracer in load("kprobe.routes.kinds", "TRACER", Tracer)}
    routes: dict[str, Route] = {}
    for exposure in sorted(exposures, key=lambda e: tracers[e.kind].last):
        routes[exposure.id] = tracers[exposure.kind].trace(cluster, exposure, routes)
    return routes
