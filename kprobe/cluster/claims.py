"""Who claims which port on which node."""

from __future__ import annotations

import ipaddress
from collections import defaultdict
from collections.abc import Iterable, Iterator
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from kprobe.cluster.addresses import family, is_unspecified
from kprobe.cluster.pods import declared_ports, finished, host_number, leaving
from kprobe.cluster.service_ports import ports_of, service_ref
from kprobe.cluster.workloads import pod_ref, workload_of
from kprobe.model.exposure import Protocol
from kprobe.model.objects.meta import ObjectMeta
from kprobe.model.objects.pod import Pod
from kprobe.model.objects.service import Service
from kprobe.model.objects.workload import Workload
from kprobe.model.refs import Ref

_PROTOCOLS = frozenset(p.value for p in Protocol)


class ClaimKind(StrEnum):
    """By what right a port is claimed."""

    HOST_NETWORK = "host-network"
    HOST_PORT = "host-port"
    NODE_PORT = "node-port"
    EXTERNAL_IP = "external-ip"
    HEALTH_CHECK = "health-check-node-port"


class Claim(Struct, frozen=True, kw_only=True, gc=False):
    """One port that somebody wants on a node.

    `node` "" is every node (NodePorts, external IPs) or, for a pod, no node yet. `address` "" is every address of the
    node. `placed`: the holder is bound to the node (a pod that waits for one is not). `family`: the only IP family that
    a hostPort is mapped for, where its hostIP is a wildcard ("0.0.0.0" is IPv4 alone), "" otherwise.
    """

    kind: ClaimKind
    holder: Ref
    workload: Ref
    node: str
    address: str
    port: int
    protocol: str
    placed: bool = True
    sidecar: bool = False
    family: str = ""


def pod_claims(pod: Pod) -> Iterator[Claim]:
    """The host ports that a live pod claims, each once (the scheduler's key: hostIP, protocol, hostPort)."""
    if finished(pod) or leaving(pod):
        return
    seen: set[tuple[str, str, int]] = set()
    regular = {c.name for c in pod.spec.containers or ()}
    for container, port in declared_ports(pod):
        number = host_number(pod, port)
        address = "" if port.host_ip in {"", "0.0.0.0"} else port.host_ip  # noqa: S104  # what the API says, not a bind
        if number == 0 or port.protocol not in _PROTOCOLS or (address, port.protocol, number) in seen:
            continue
        seen.add((address, port.protocol, number))
        yield Claim(
            kind=ClaimKind.HOST_NETWORK if pod.spec.host_network else ClaimKind.HOST_PORT,
            holder=pod_ref(pod),
            workload=workload_of(pod),
            node=pod.spec.node_name,
            address=address,
            port=number,
            protocol=port.protocol,
            placed=bool(pod.spec.node_name),
            sidecar=container.name not in regular,
            family="" if pod.spec.host_network or not is_unspecified(port.host_ip) else family(port.host_ip),
        )


def template_claims(ref: Ref, workload: Workload) -> Iterator[Claim]:
    """The host ports that each pod of a workload would claim; the workload stands for the pod that is not there."""
    meta, spec = workload.spec.template.metadata, workload.spec.template.spec
    pod = Pod(metadata=ObjectMeta(name=ref.name, namespace=ref.namespace, labels=meta.labels), spec=spec)
    return (replace(c, holder=ref, workload=ref, placed=False) for c in pod_claims(pod))


def service_claims(service: Service) -> Iterator[Claim]:
    """The ports that a Service takes on every node: its NodePorts, and its ports on its external IPs.

    With externalTrafficPolicy Local a load balancer asks every node on one more port (pkg/proxy/healthcheck; NP-33).
    """
    ref = service_ref(service)
    if service.spec.type == "ExternalName" or service.spec.cluster_ip == "None":
        return
    if service.spec.health_check_node_port and service.spec.type == "LoadBalancer":
        yield Claim(
            kind=ClaimKind.HEALTH_CHECK,
            holder=ref,
            workload=ref,
            node="",
            address="",
            port=service.spec.health_check_node_port,
            protocol=Protocol.TCP.value,
        )
    for port in ports_of(service):
        if port.node_port and service.spec.type in {"NodePort", "LoadBalancer"}:
            yield Claim(
                kind=ClaimKind.NODE_PORT,
                holder=ref,
                workload=ref,
                node="",
                address="",
                port=port.node_port,
                protocol=port.protocol,
            )
        for address in service.spec.external_ips or ():
            yield Claim(
                kind=ClaimKind.EXTERNAL_IP,
                holder=ref,
                workload=ref,
                node="",
                address=address,
                port=port.port,
                protocol=port.protocol,
            )


def overlap(first: str, second: str) -> bool:
    """Whether two claims share an address on a node: "" is every address, `::` every IPv6 address."""
    if not first or not second:
        return True
    if _same(first, second):
        return True
    return (_any_ipv6(first) and family(second) == "IPv6") or (_any_ipv6(second) and family(first) == "IPv6")


def in_effect(claim: Claim) -> bool:
    """Whether the claim does anything on its node.

    A hostPort of a native sidecar is reserved by the scheduler, but never mapped by the kubelet (HP-7).
    """
    return claim.placed and not (claim.sidecar and claim.kind is ClaimKind.HOST_PORT)


class ClaimIndex:
    """Claims by node and by port; NodePorts are kept once, not once a node."""

    def __init__(self, pods: Iterable[Pod], services: Iterable[Service]) -> None:
        self.of_pods: tuple[Claim, ...] = tuple(c for pod in _claiming(pods) for c in pod_claims(pod))
        self.of_services: tuple[Claim, ...] = tuple(c for service in services for c in service_claims(service))
        self._on_node: dict[tuple[str, int, str], list[Claim]] = defaultdict(list)
        self._everywhere: dict[tuple[int, str], list[Claim]] = defaultdict(list)
        self._nodes: dict[tuple[int, str], dict[str, None]] = defaultdict(dict)
        self._of_workload: dict[Ref, list[Claim]] = defaultdict(list)
        for claim in self.of_pods:
            self._of_workload[claim.workload].append(claim)
            self._on_node[claim.node, claim.port, claim.protocol].append(claim)
            self._nodes[claim.port, claim.protocol][claim.node] = None
        for claim in self.of_services:
            self._everywhere[claim.port, claim.protocol].append(claim)

    def on(self, node: str, port: int, protocol: str) -> tuple[Claim, ...]:
        """Claims of pods on `node` ("": of pods without a node)."""
        return tuple(self._on_node.get((node, port, protocol), ()))

    def nodes(self, port: int, protocol: str) -> tuple[str, ...]:
        """Nodes on which a pod claims the port ("": a pod without a node does)."""
        return tuple(self._nodes.get((port, protocol), ()))

    def of_workload(self, workload: Ref) -> tuple[Claim, ...]:
        """Claims of a workload's pods."""
        return tuple(self._of_workload.get(workload, ()))

    def everywhere(self, port: int, protocol: str) -> tuple[Claim, ...]:
        """Claims that hold on every node."""
        return tuple(self._everywhere.get((port, protocol), ()))

    def by_node_and_port(self) -> Iterator[tuple[tuple[str, int, str], tuple[Claim, ...]]]:
        """All claims of pods, grouped by (node, port, protocol)."""
        for key, claims in self._on_node.items():
            yield key, tuple(claims)


def _claiming(pods: Iterable[Pod]) -> Iterator[Pod]:
    """Without most of those that claim nothing; containers that many pods share (see kube/interning) are read once."""
    none: set[int] = set()
    for pod in pods:
        spec = pod.spec
        if spec.host_network or spec.init_containers:
            yield pod
        elif id(spec.containers) in none:  # of an object that the pods keep alive
            continue
        elif any(port.host_port for container in spec.containers or () for port in container.ports or ()):
            yield pod
        else:
            none.add(id(spec.containers))


def _same(first: str, second: str) -> bool:
    try:
        return ipaddress.ip_address(first) == ipaddress.ip_address(second)
    except ValueError:
        return first == second


def _any_ipv6(address: str) -> bool:
    try:
        return ipaddress.ip_address(address) == ipaddress.IPv6Address("::")
    except ValueError:
        return False
