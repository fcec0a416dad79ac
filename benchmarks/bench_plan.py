"""What NodePorts times nodes come to: 1,000 nodes and 2,000 NodePorts, classified, traced and planned.

In one process, without an API server: the objects are made before the clock starts. Memory is what exposures, routes
and plan hold at the end, by tracemalloc in a round of its own.
"""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Iterator

from msgspec.structs import replace

from benchmarks.row import Bench, Row
from kprobe.cluster.cluster import Cluster
from kprobe.collector import collector_off
from kprobe.exposures.classify import classify
from kprobe.model.objects.pod import Pod
from kprobe.model.probe_options import ProbeOptions
from kprobe.probing.plan import Plan, plan
from kprobe.routes.trace import trace
from tests.kit.objects import ApiObject, cluster, deployed, node, service, service_port, slices_of

NODES, NODE_PORTS, PODS = 1_000, 2_000, 5


def _made() -> Cluster:
    """Each Service has five pods on nodes of their own."""
    objects: list[ApiObject] = [node(f"node{n}", f"10.0.{n >> 8}.{n & 255}") for n in range(NODES)]
    for n in range(NODE_PORTS):
        web = service(f"web{n}", service_port(80, node=30_000 + n), selector={"app": f"web{n}"})
        pods = _as_read([deployed(f"web{n}", k, node=f"node{(n * 7 + k * 13) % NODES}") for k in range(PODS)])
        objects += [web, *pods, slices_of(web, *pods)]
    return cluster(*objects)


def _as_read(pods: list[Pod]) -> list[Pod]:
    """What pods of one owner have in common is there once, as after a list was read (kube/interning)."""
    labels, owners = pods[0].metadata.labels, pods[0].metadata.owner_references
    shared = (replace(pod.metadata, labels=labels, owner_references=owners) for pod in pods)
    return [replace(pod, metadata=metadata) for pod, metadata in zip(pods, shared, strict=True)]


def _planned(of: Cluster) -> tuple[object, object, Plan]:
    exposures = classify(of)
    routes = trace(of, exposures)
    return exposures, routes, plan(routes.values(), ProbeOptions())


def _held() -> int:
    """Bytes that it all holds in the end."""
    made = _made()
    tracemalloc.start()
    kept = _planned(made)
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del kept
    return size


def rows(rounds: int) -> Iterator[Row]:
    seconds = []
    for _ in range(rounds + 1):
        made = _made()
        started = time.monotonic()
        with collector_off():  # as a scan does
            _, _, planned = _planned(made)
        seconds.append(time.monotonic() - started)
    what = f"plan of {NODES:,} nodes and {NODE_PORTS:,} NodePorts"
    detail = f"{len(planned.targets):,} targets of {NODES * NODE_PORTS:,}"
    yield Row(what=what, samples=tuple(seconds[1:]), unit="s", most=1, detail=detail)
    sizes = tuple(_held() / 1e6 for _ in range(rounds))
    yield Row(what="memory of that plan and all that leads to it", samples=sizes, unit="MB", most=50)


BENCH = Bench(slug="plan", about="NodePorts times nodes", rows=rows)
