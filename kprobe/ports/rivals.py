"""Who else claims a place that somebody holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kprobe.checks.overlap import component_fights, fights, kept_apart
from kprobe.cluster.claims import Claim, ClaimKind, in_effect, overlap
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.components import Component
from kprobe.cluster.free_ports import idle_claims
from kprobe.cluster.scheduling import waits_for_port
from kprobe.cluster.shared_places import at_one_place
from kprobe.model.ports import Rival
from kprobe.ports.holders import of_claim, of_component

_NUMBERS = frozenset({ClaimKind.NODE_PORT, ClaimKind.HEALTH_CHECK})

# A rival, and whether the two exclude each other.
Met = tuple[Rival, bool]


class Rivals:
    """Indexes built once; each question costs what its answer holds."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._fought = {frozenset(pair) for pair in fights(cluster)}
        self._components: dict[Claim, Component] = dict(component_fights(cluster))
        self._at_component: dict[tuple[str, Component], list[Claim]] = defaultdict(list)
        for claim, component in self._components.items():
            self._at_component[claim.node, component].append(claim)
        self._pods: dict[tuple[int, str], list[Claim]] = defaultdict(list)
        for claim in cluster.claims.of_pods:
            if claim.placed:
                self._pods[claim.port, claim.protocol].append(claim)
        self._numbers: dict[int, list[Claim]] = defaultdict(list)
        for claim in cluster.claims.of_services:
            if claim.kind in _NUMBERS:
                self._numbers[claim.port].append(claim)
        self._idle: dict[tuple[int, str], list[Claim]] = defaultdict(list)
        for claim in idle_claims(cluster):
            self._idle[claim.port, claim.protocol].append(claim)
        self.met: set[Claim] = set()

    @property
    def idle(self) -> Iterator[Claim]:
        """What workloads without pods will want."""
        return (c for claims in self._idle.values() for c in claims)

    def of_pod(self, mine: Claim) -> Iterator[Met]:
        """For a placed pod: other pods of its node, Services, the node's own component, and who waits."""
        claims = self._cluster.claims
        for other in claims.on(mine.node, mine.port, mine.protocol):
            if other.holder != mine.holder and overlap(mine.address, other.address):
                yield self._rival(other), frozenset((mine, other)) in self._fought
        if in_effect(mine):
            for other in claims.everywhere(mine.port, mine.protocol):
                if at_one_place(self._cluster, mine, other):
                    yield self._rival(other), True
        if (component := self._components.get(mine)) is not None:
            yield Rival(holder=of_component(component), node=mine.node), True
        yield from self._who_waits(mine)

    def of_service(self, mine: Claim) -> Iterator[Met]:
        """For a Service: other Services of the number or address, the pods that have it, the nodes' components."""
        for other in self._services(mine):
            yield self._rival(other), True
        for other in self._pods.get((mine.port, mine.protocol), ()):
            if in_effect(other) and at_one_place(self._cluster, other, mine):
                yield self._rival(other), True
        if mine.kind is not ClaimKind.EXTERNAL_IP:
            for other in self._cluster.claims.on("", mine.port, mine.protocol):
                yield self._rival(other), True
            yield from self._nodes_own(mine)
        for other in self._idle.get((mine.port, mine.protocol), ()):
            yield self._rival(other), False

    def of_component(self, component: Component, node: str) -> Iterator[Met]:
        """For a component of a node ("": of every node): pods on its port, and NodePorts of its number."""
        nodes = [node] if node else list(self._cluster.nodes)
        for name in nodes:
            for claim in self._at_component.get((name, component), ()):
                yield self._rival(claim), True
        if not component.loopback:
            for claim in self._cluster.claims.everywhere(component.port, component.protocol):
                if claim.kind in _NUMBERS:
                    yield self._rival(claim), True

    def _services(self, mine: Claim) -> Iterator[Claim]:
        if mine.kind in _NUMBERS:  # the API server gives a number to one Service, whatever the protocol (row NP-2)
            yield from (c for c in self._numbers[mine.port] if c.holder != mine.holder)
        for other in self._cluster.claims.everywhere(mine.port, mine.protocol):
            if other.holder == mine.holder:
                continue
            if ClaimKind.EXTERNAL_IP in {mine.kind, other.kind} and self._same_address(mine, other):
                yield other

    def _same_address(self, mine: Claim, other: Claim) -> bool:
        """Two external IPs that are equal, or one that is a node's own and served there as well."""
        if mine.kind is other.kind:
            return overlap(mine.address, other.address)
        address = mine.address or other.address
        node = self._cluster.node_by_address.get(address, "")
        return address in self._cluster.served_addresses.get(node, ())

    def _nodes_own(self, mine: Claim) -> Iterator[Met]:
        for node in self._cluster.nodes:
            component = self._cluster.component_at(node, mine.port, mine.protocol)
            if component is not None and not component.loopback:
                yield Rival(holder=of_component(component), node=node), True

    def _who_waits(self, mine: Claim) -> Iterator[Met]:
        """Pods without a node, and workloads without pods, whose scheduler would not put them beside this one."""
        for other in self._cluster.claims.on("", mine.port, mine.protocol):
            pod = self._cluster.pods[other.holder]
            if kept_apart(mine.address, other.address) and self._fits(pod.spec.node_selector, mine.node):
                yield self._rival(other), bool(waits_for_port(self._cluster, pod))
        for other in self._idle.get((mine.port, mine.protocol), ()):
            template = self._cluster.workloads[other.workload].spec.template.spec
            if kept_apart(mine.address, other.address) and self._fits(template.node_selector, mine.node):
                yield self._rival(other), False

    def _fits(self, selector: dict[str, str] | None, node: str) -> bool:
        found = self._cluster.nodes.get(node)
        labels = (found.metadata.labels or {}) if found else None
        return labels is None or all(labels.get(k) == v for k, v in (selector or {}).items())

    def _rival(self, claim: Claim) -> Rival:
        self.met.add(claim)
        return Rival(holder=of_claim(self._cluster, claim), node=claim.node, address=claim.address)
