"""Where service proxies say whether their node has an endpoint of a Service."""

from __future__ import annotations

from collections.abc import Iterable

from kprobe.checks.health_check_port_taken import REASON
from kprobe.cluster.claims import in_effect
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.service_ports import service_ref
from kprobe.model.exposure import Protocol
from kprobe.model.objects.service import Service


def health_port(cluster: Cluster, service: Service, nodes: Iterable[str]) -> tuple[int | None, str]:
    """The port that all of `nodes` answer on, or None and what speaks against it ("" where there is none at all).

    Only LoadBalancer Services with externalTrafficPolicy Local have one (ServiceSpec.healthCheckNodePort;
    pkg/proxy/healthcheck). Where a pod claims the same port (row NP-33) another may answer, and would have every node
    taken for dead.
    """
    number = service.spec.health_check_node_port
    if not number or service.spec.type != "LoadBalancer" or service.spec.external_traffic_policy != "Local":
        return None, ""
    for node in nodes:
        for claim in cluster.claims.on(node, number, Protocol.TCP):
            if in_effect(claim):
                return None, f"health check port {number} is not asked: {claim.workload} claims it on {node}"
    said = (e.message for e in cluster.events_about(service_ref(service), REASON))
    if any(f"port {number}:" in message for message in said):
        return None, f"health check port {number} is not asked: a service proxy could not listen on it"
    return number, ""
