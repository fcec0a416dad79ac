"""Whether an event may be asked about: an API server keeps no index of events, so that reading them costs it dearly."""

from __future__ import annotations

from kprobe.cluster.cluster import Cluster
from kprobe.cluster.service_ports import has_balancer_address
from kprobe.model.objects.service import Service
from kprobe.model.snapshot import NodePortRange


def asks_events(cluster: Cluster) -> bool:
    """Whether anything is as it is for a reason that an event may tell. Where nothing is, no finding rests on one.

    Events are asked why a pod has no node, a workload no pods, or a Service no address; whether a NodePort is out of a
    range that nothing proves; and whether a health check port is taken.
    """
    pods, services = cluster.snapshot.pods, cluster.snapshot.services
    return (
        any(not pod.spec.node_name for pod in pods)
        or any(_asks(service, cluster.node_port_range) for service in services)
        or any(service.spec.selector and not cluster.pods_of(service) for service in services)
    )


def _asks(service: Service, known: NodePortRange) -> bool:
    spec = service.spec
    if spec.type == "LoadBalancer" and not has_balancer_address(service):
        return True
    return bool(spec.health_check_node_port) or any(
        p.node_port and not (known.proven and p.node_port in known) for p in spec.ports or ()
    )
