"""What is worth knowing about a load balancer once it does not answer; none of it breaks anything by itself."""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.cluster.balancers import AWS_CLASS, K3S_NODE, Balancer, excluded, internal
from kprobe.cluster.cluster import Cluster
from kprobe.model.objects.service import Service


def balancer_notes(cluster: Cluster, service: Service) -> Iterator[str]:
    """One line each, for the evidence beside the address."""
    yield from _internal(service)
    yield from _targets(cluster, service)
    implementation = cluster.balancers.of(service)
    if implementation is Balancer.METALLB:  # rows LB-6 to LB-8
        yield (
            "MetalLB runs here: it announces an address only where an L2Advertisement or BGPAdvertisement selects it "
            "and an endpoint is ready; it never answers a ping, and what a node sees of it proves nothing"
        )
    if implementation is Balancer.K3S:
        yield from _k3s(cluster, service)
    if any(n.spec.provider_id.startswith("kind://") for n in cluster.nodes.values()):  # row LB-29
        yield "the nodes are kind's: load balancer addresses are Docker's own, which other machines do not reach"


def _internal(service: Service) -> Iterator[str]:
    annotations = service.metadata.annotations
    if not internal(service):
        return
    if service.spec.load_balancer_class == AWS_CLASS and (annotations is None or annotations.aws_scheme is None):
        yield "the AWS Load Balancer Controller makes internal load balancers unless an annotation asks otherwise"
    else:
        yield "an annotation asks for an internal load balancer"


def _targets(cluster: Cluster, service: Service) -> Iterator[str]:
    spec = service.spec
    if spec.external_traffic_policy == "Local" and spec.health_check_node_port:  # row LB-19
        yield (
            f"externalTrafficPolicy Local: a load balancer asks port {spec.health_check_node_port} of each node "
            "whether it has endpoints; where that port is blocked it sends to the wrong nodes, or to none"
        )
    out = {name: why for name, node in sorted(cluster.nodes.items()) if (why := excluded(node))}
    if out:
        name, why = next(iter(out.items()))
        more = f", and {len(out) - 1} more" if len(out) > 1 else ""
        yield f"load balancers leave out {name}, as {why}{more}"
    if spec.allocate_load_balancer_node_ports is False:  # row LB-18
        yield "it has no NodePorts (allocateLoadBalancerNodePorts: false): load balancers that send to nodes need them"


def _k3s(cluster: Cluster, service: Service) -> Iterator[str]:
    addresses = [a for n in cluster.nodes.values() for a in n.status.addresses or ()]
    if not any(a.type == "ExternalIP" for a in addresses):  # row LB-24
        yield "k3s publishes the nodes' internal addresses, as no node has an external one"
    labelled = sorted(n for n, node in cluster.nodes.items() if K3S_NODE in (node.metadata.labels or {}))
    if labelled and len(labelled) < len(cluster.nodes):  # row LB-25
        yield f"k3s serves it on labelled nodes only ({K3S_NODE}): {', '.join(labelled[:3])}"
    if service.spec.external_traffic_policy == "Local" and not any(p.node_port for p in service.spec.ports or ()):
        yield "k3s forwards to the NodePort for externalTrafficPolicy Local, and there is none"  # row LB-26
