"""Who holds the host ports that a pod without a node wants."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from kprobe.checks.overlap import kept_apart
from kprobe.checks.wording import nodes_text
from kprobe.cluster.claims import Claim
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.pods import declared_ports
from kprobe.cluster.workloads import pod_ref
from kprobe.model.objects.pod import Pod
from kprobe.model.refs import Ref

Placed = Mapping[tuple[int, str], Sequence[Claim]]


def placed_claims(cluster: Cluster) -> Placed:
    """Claims of pods that are on a node, by port and protocol."""
    placed: dict[tuple[int, str], list[Claim]] = defaultdict(list)
    for claim in cluster.claims.of_pods:
        if claim.placed:
            placed[claim.port, claim.protocol].append(claim)
    return placed


def wanted(pod: Pod) -> Iterator[tuple[str, int, str]]:
    """Address ("" for every one), number and protocol of each host port that the pod claims."""
    for _, port in declared_ports(pod):
        number = port.host_port or (port.container_port if pod.spec.host_network else 0)
        if number:
            yield "" if port.host_ip == "0.0.0.0" else port.host_ip, number, port.protocol  # noqa: S104


def holders(pod: Pod, placed: Placed) -> Iterator[Claim]:
    """Claims that keep `pod` off the node that they are on."""
    for address, number, protocol in wanted(pod):
        for claim in placed.get((number, protocol), ()):
            on_its_node = pod.spec.node_name in {"", claim.node}
            if on_its_node and claim.holder != pod_ref(pod) and kept_apart(address, claim.address):
                yield claim


def taken_besides(cluster: Cluster, pod: Pod, placed: Placed) -> Iterator[str]:
    """Holders of a port on each node that the pod's nodeSelector leaves it, where no such node is free of them.

    The scheduler stops at the first reason against a node: a cordoned node's ports are never looked at.
    """
    selector = pod.spec.node_selector or {}
    left = {
        name
        for name, node in cluster.nodes.items()
        if all((node.metadata.labels or {}).get(key) == value for key, value in selector.items())
    }
    held: dict[tuple[Ref, str], set[str]] = defaultdict(set)
    for claim in holders(pod, placed):
        held[claim.workload, f"{claim.port}/{claim.protocol}"].add(claim.node)
    if not left or left - {node for nodes in held.values() for node in nodes}:
        return
    for (workload, port), nodes in sorted(held.items()):
        if here := nodes & left:
            yield f"besides, host port {port} is held {nodes_text(here)} by {workload}"
