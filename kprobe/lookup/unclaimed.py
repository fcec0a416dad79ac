"""Why no way in claims an address and port, and what would have to."""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.cluster.addresses import family
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.nodes import node_ref
from kprobe.cluster.pods import declared_ports, pod_addresses
from kprobe.cluster.service_ports import ports_of, service_ref
from kprobe.cluster.workloads import pod_ref
from kprobe.lookup.asked import AddressAsked
from kprobe.lookup.found import Found, ids
from kprobe.lookup.objects import others_of
from kprobe.lookup.owners import same
from kprobe.model.exposure import Exposure
from kprobe.model.objects.service import Service, ServicePort
from kprobe.model.refs import Ref
from kprobe.model.snapshot import Resource

Exposures = tuple[Exposure, ...]
_SHOWN = 3


def why_unclaimed(cluster: Cluster, exposures: Exposures, asked: AddressAsked, node: str) -> Found:
    """The nearest thing to a claim; first what the address is, then what the port is."""
    if node:
        return _on_node(cluster, exposures, asked, node)
    return _not_a_node(cluster, exposures, asked)


def _on_node(cluster: Cluster, exposures: Exposures, asked: AddressAsked, node: str) -> Found:
    port = asked.port or 0
    for found in _nearly(cluster, exposures, asked, node):
        return found
    ranges = cluster.node_port_range
    if port in ranges:
        reason = f"{_whose(asked.address, node)}{port} is in the NodePort range {ranges}, but no Service has it"
    else:
        reason = f"{_whose(asked.address, node)}no NodePort, host port or declared host network port is {port}"
    known = cluster.knows(Resource.SERVICES) and cluster.knows(Resource.PODS)
    return Found(
        subjects=(node_ref(node),),
        reason=reason if known else f"{reason}, as far as Services and pods could be read",
        known=known,
        notes=tuple(_same_number(cluster, exposures, port)),
        others=_open_instead(cluster, exposures, port),
    )


def _whose(address: str, node: str) -> str:
    return "" if address == node else f"{address} is {node}, but "


def _nearly(cluster: Cluster, exposures: Exposures, asked: AddressAsked, node: str) -> Iterator[Found]:
    """Ways in that have the port, but not here: another protocol, another address, another node."""
    port = asked.port or 0
    near = [e for e in exposures if e.kind in {"node-port", "host-port", "host-network"} and e.port == port]
    spoken = [e for e in near if asked.protocol is not None and e.protocol is not asked.protocol]
    if spoken and len(spoken) == len(near):
        word = asked.protocol.value if asked.protocol else ""
        yield _instead(cluster, exposures, near, f"{near[0].source} serves {port} over {near[0].protocol}, not {word}")
    for exposure in near:
        if exposure.kind == "node-port":
            yield _instead(cluster, exposures, near, _not_served(cluster, exposure, asked, node))
            return
    if near:
        yield _instead(cluster, exposures, near, _elsewhere(near[0], asked, node))


def _not_served(cluster: Cluster, exposure: Exposure, asked: AddressAsked, node: str) -> str:
    """Mode nftables serves primary addresses alone, nodePortAddresses limits every mode; a Service has its families."""
    served = cluster.served_addresses.get(node, ())
    if any(same(a, asked.address) for a in served):
        wanted = family(asked.address)
        return f"{exposure.source} has NodePort {exposure.port}, but no {wanted}: {asked.address} is not served"
    plane = cluster.data_plane(node).value
    return (
        f"{exposure.source} has NodePort {exposure.port}, but kube-proxy ({plane}) on {node} serves NodePorts at "
        f"{', '.join(served) or 'no address'} only"
    )


def _elsewhere(exposure: Exposure, asked: AddressAsked, node: str) -> str:
    """A host port exists where its pod runs and nowhere else (HP-14, HN-15)."""
    title = "host port" if exposure.kind == "host-port" else "host network port"
    if any(e.node == node for e in exposure.entries):
        bound = ", ".join(dict.fromkeys(e.address for e in exposure.entries if e.node == node))
        return f"{exposure.source} has {title} {exposure.port} on {node}, but at {bound}, not at {asked.address}"
    places = tuple(dict.fromkeys(e.node for e in exposure.entries if e.node))
    if not places:
        return f"{exposure.source} wants {title} {exposure.port}, but {exposure.pending or 'has no pod on a node'}"
    return (
        f"{title} {exposure.port} of {exposure.source} exists only where its pods run, on "
        f"{', '.join(places[:_SHOWN])}, and not on {node}"
    )


def _instead(cluster: Cluster, exposures: Exposures, near: list[Exposure], reason: str) -> Found:
    return Found(
        subjects=tuple(dict.fromkeys(e.source for e in near)),
        others=(*ids(near), *others_of(cluster, exposures, None, near)),
        reason=reason,
    )


def _same_number(cluster: Cluster, exposures: Exposures, port: int) -> Iterator[str]:
    """The number is a Service's own port, or its pods': from outside another one is needed (NP-13)."""
    for service, own in _with_number(cluster, port):
        ref = service_ref(service)
        what = "port" if own.port == port else "targetPort"
        if own.node_port:
            yield f"{port} is a {what} of {ref}: from outside use NodePort {own.node_port}"
    balanced = [e for e in exposures if e.kind == "load-balancer" and e.port == port and e.entries]
    for exposure in balanced[:_SHOWN]:
        yield f"{exposure.source} has port {port} at {exposure.entries[0].address}"


def _with_number(cluster: Cluster, port: int) -> list[tuple[Service, ServicePort]]:
    """Services of this port; where none has it, those that send to it."""
    exposed = [s for s in cluster.snapshot.services if s.spec.type in {"NodePort", "LoadBalancer"}]
    pairs = [(s, p) for s in exposed for p in ports_of(s)]
    own = [(s, p) for s, p in pairs if p.port == port]
    return (own or [(s, p) for s, p in pairs if p.target_port == port])[:_SHOWN]


def _open_instead(cluster: Cluster, exposures: Exposures, port: int) -> tuple[str, ...]:
    wanted = {(service_ref(s), p.port) for s, p in _with_number(cluster, port)}
    return ids([e for e in exposures if e.service and (e.service, e.service_port) in wanted and e.kind != "ingress"])


def _not_a_node(cluster: Cluster, exposures: Exposures, asked: AddressAsked) -> Found:
    address = asked.address
    published = [e for e in exposures if any(same(x.address, address) for x in e.entries)]
    if published and asked.port is not None:
        direct = [e for e in published if e.kind != "ingress"] or published
        ports = ", ".join(dict.fromkeys(f"{e.port}/{e.protocol}" for e in direct))
        return _instead(
            cluster, exposures, direct, f"{address} is an address of {direct[0].source}, which has {ports} there"
        )
    inside = _inside(cluster, address)
    if inside is not None:
        subject, reason = inside
        return Found(
            subjects=(subject,),
            reason=reason,
            others=ids([e for e in exposures if subject in {e.service, e.workload}])
            or tuple(_of_pod(cluster, exposures, subject)),
        )
    known = cluster.knows(Resource.NODES) and cluster.knows(Resource.SERVICES)
    reason = f"{address} belongs to no node, load balancer or external IP of this cluster"
    if not known:
        reason += ", as far as nodes and Services could be read"
    return Found(reason=reason, known=known)


def _inside(cluster: Cluster, address: str) -> tuple[Ref, str] | None:
    """An address that exists inside the cluster only."""
    for service in cluster.snapshot.services:
        if service.spec.cluster_ip and same(service.spec.cluster_ip, address):
            ref = service_ref(service)
            return ref, f"{address} is the ClusterIP of {ref}, which exists inside the cluster only"
    for pod in cluster.live_pods:
        if not pod.spec.host_network and any(same(a, address) for a in pod_addresses(pod)):
            numbers = ", ".join(str(p.container_port) for _, p in declared_ports(pod))
            what = f" (it declares {numbers})" if numbers else ""
            return pod_ref(pod), f"{address} is the address of {pod_ref(pod)}{what}: no way in from outside leads by it"
    return None


def _of_pod(cluster: Cluster, exposures: Exposures, subject: Ref) -> Iterator[str]:
    if subject.kind != "Pod":
        return
    pod = cluster.pods[subject]
    selecting = {service_ref(s) for s in cluster.services_selecting((pod,))}
    for exposure in exposures:
        if exposure.service in selecting or any(e.pod == subject for e in exposure.entries):
            yield exposure.id
