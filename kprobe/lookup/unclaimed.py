"""Why no way in claims an address and port, and what would have to."""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.cluster.cluster import Cluster
from kprobe.cluster.nodes import node_ref
from kprobe.cluster.pods import declared_ports, pod_addresses
from kprobe.cluster.service_ports import ports_of, service_ref
from kprobe.cluster.unserved import why_unserved
from kprobe.cluster.workloads import pod_ref
from kprobe.lookup.asked import AddressAsked
from kprobe.lookup.found import Found, ids
from kprobe.lookup.objects import others_of
from kprobe.lookup.owners import holders, same
from kprobe.model.exposure import Exposure, Protocol
from kprobe.model.objects.service import Service, ServicePort
from kprobe.model.refs import Ref
from kprobe.model.snapshot import Resource

Exposures = tuple[Exposure, ...]
_SHOWN = 3
_ON_NODES = frozenset({"node-port", "host-port", "host-network"})


def why_unclaimed(cluster: Cluster, exposures: Exposures, asked: AddressAsked, node: str) -> Found:
    """The nearest thing to a claim; first what the address is, then what the port is."""
    if node:
        return _on_node(cluster, exposures, asked, node)
    return _not_a_node(cluster, exposures, asked)


def _on_node(cluster: Cluster, exposures: Exposures, asked: AddressAsked, node: str) -> Found:
    """Ways in of that number are named first: on another node or address, of another protocol, inside alone."""
    port = asked.port or 0
    protocol = (asked.protocol or Protocol.TCP).value
    near = [e for e in exposures if e.kind in _ON_NODES and e.port == port]
    reasons = why_unserved(cluster, _listed(cluster, asked.address, node), port, protocol)
    if not reasons:
        return _nobody(cluster, asked, node, protocol)
    return Found(
        subjects=(reasons[0].subject,),
        reason=reasons[0].reason,
        notes=(*(r.reason for r in reasons[1:]), *(r.fix for r in reasons if r.fix), *_balanced(exposures, port)),
        others=(*ids(near), *others_of(cluster, exposures, None, near)) or _open_instead(cluster, exposures, port),
    )


def _nobody(cluster: Cluster, asked: AddressAsked, node: str, protocol: str) -> Found:
    port = asked.port or 0
    whose = "" if asked.address == node else f"{asked.address} is {node}, but "
    component = cluster.component_at(node, port, protocol)
    if component is not None:
        reason = f"{port} is the port of {component.name}, a component of {node}, and no way in to a workload"
        return Found(subjects=(node_ref(node),), reason=reason)
    known = cluster.knows(Resource.SERVICES) and cluster.knows(Resource.PODS)
    reason = f"{whose}no NodePort, host port or declared host network port is {port}"
    return Found(
        subjects=(node_ref(node),),
        reason=reason if known else f"{reason}, as far as Services and pods could be read",
        known=known,
    )


def _listed(cluster: Cluster, address: str, node: str) -> str:
    """The address as the node's status spells it; a node's name stands for its first one."""
    addresses = cluster.all_addresses.get(node, ())
    return next((a for a in addresses if same(a, address)), next(iter(addresses), address))


def _balanced(exposures: Exposures, port: int) -> tuple[str, ...]:
    """Load balancers that have the number: it is theirs, and not the nodes'."""
    balanced = [e for e in exposures if e.kind == "load-balancer" and e.port == port and e.entries]
    return tuple(f"{e.source} has port {port} at {e.entries[0].address}" for e in balanced[:_SHOWN])


def _with_ports(there: Exposures) -> str:
    """Whose an address is, and which ports each has there: `Service a, which has 80/TCP, and of Service b, which …`."""
    ports: dict[Ref, list[str]] = {}
    for exposure in there:
        ports.setdefault(exposure.source, []).append(f"{exposure.port}/{exposure.protocol}")
    told = [f"{source}, which has {', '.join(dict.fromkeys(numbers))} there" for source, numbers in ports.items()]
    more = f", and of {len(told) - _SHOWN} more" if len(told) > _SHOWN else ""
    return ", and of ".join(told[:_SHOWN]) + more


def _instead(cluster: Cluster, exposures: Exposures, near: Exposures, reason: str) -> Found:
    return Found(
        subjects=tuple(dict.fromkeys(e.source for e in near)),
        others=(*ids(near), *others_of(cluster, exposures, None, near)),
        reason=reason,
    )


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
        direct = holders(exposures, address) or tuple(published)
        return _instead(cluster, exposures, direct, f"{address} is an address of {_with_ports(direct)}")
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
    name = address if asked.port is not None else "it"
    reason = f"{name} belongs to no node, load balancer or external IP of this cluster"
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
