"""How an ingress controller itself can be reached: the same ways in, one level down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter

from msgspec import Struct
from msgspec.structs import replace

from kprobe.cluster.addresses import family
from kprobe.cluster.claims import pod_claims
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.controllers.controller import Controller
from kprobe.cluster.nodes import not_ready_reason
from kprobe.cluster.pods import ready
from kprobe.cluster.service_ports import ports_of, service_ref
from kprobe.exposures.host_entries import host_entries
from kprobe.exposures.service_entries import (
    external_ip_entries,
    load_balancer_entries,
    node_port_entries,
)
from kprobe.model.exposure import Entry
from kprobe.model.objects.pod import Pod
from kprobe.model.objects.service import Service
from kprobe.model.refs import Ref

# Beside its published addresses an Ingress is knocked on at this many more of its controller's ways in.
MORE_WAYS = 3


class Way(Struct, frozen=True, kw_only=True):
    """One of the controller's own entries, with the kind of exposure that it belongs to."""

    kind: str
    entry: Entry


class Ways(Struct, frozen=True, kw_only=True):
    """A controller's entries `at` each address, with their rank (nearest first), and the `best` of each kind."""

    at: Mapping[str, tuple[tuple[int, Way], ...]]
    best: tuple[Way, ...]

    @classmethod
    def of(cls, ways: Iterable[Way]) -> Ways:
        """Indexed once for all Ingresses that a controller serves; `ways` in the order of preference."""
        at: dict[str, list[tuple[int, Way]]] = {}
        best: dict[str, Way] = {}
        for rank, way in enumerate(ways):
            at.setdefault(way.entry.address, []).append((rank, way))
            best.setdefault(way.kind, way)
        return cls(at={address: tuple(there) for address, there in at.items()}, best=tuple(best.values()))

    def __bool__(self) -> bool:
        return bool(self.best)

    def chosen(self, published: tuple[str, ...]) -> tuple[Entry, ...]:
        """Those at the published addresses, then the best of each other kind, up to three more."""
        there = [ranked for address in dict.fromkeys(published) for ranked in self.at.get(address, ())]
        first = [way for _, way in sorted(there, key=itemgetter(0))]
        kinds = {way.kind for way in first}
        more = [way for way in self.best if way.kind not in kinds][:MORE_WAYS]
        return tuple(dict.fromkeys(way.entry for way in (*first, *more)))


def ways_in(cluster: Cluster, controller: Controller | None, scheme: str) -> Ways:
    """Every entry of the controller's Services and host ports that speaks `scheme`."""
    pods = cluster.controller_pods.get(controller.slug, ()) if controller else ()
    shared = [s for s in cluster.snapshot.services if controller and s.metadata.name in controller.services]
    found = [*_of_services(cluster, (*cluster.services_selecting(pods), *shared)), *_of_pods(cluster, pods)]
    order = ("load-balancer", "external-ip", "host-port", "host-network", "node-port")
    speaking = [w for w in found if w.entry.scheme == scheme]
    good = {p.spec.node_name for p in pods if ready(p)}
    return Ways.of(sorted(speaking, key=lambda w: (order.index(w.kind), *_preference(cluster, w.entry, good))))


def ways_of_its_own(cluster: Cluster, controller: Controller | None, ingress: Ref, scheme: str) -> Ways:
    """Entries of the Service that a controller makes for this Ingress alone (row IC-24)."""
    own = "{ingress}"
    names = [p.format(ingress=ingress.name) for p in (controller.services if controller else ()) if own in p]
    services = [s for name in names if (s := cluster.services.get((ingress.namespace, name))) is not None]
    return Ways.of(w for w in _of_services(cluster, services) if w.entry.scheme == scheme)


def ways_at(cluster: Cluster, addresses: Iterable[str], scheme: str) -> Ways:
    """Entries of any Service that publishes one of `addresses`, for a controller that is not recognised."""
    found = (
        way
        for address in addresses
        if (services := [cluster.services[ref.namespace, ref.name] for ref in cluster.publishers(address)])
        for way in _of_services(cluster, services, address)
    )
    return Ways.of(w for w in found if w.entry.scheme == scheme)


def _preference(cluster: Cluster, entry: Entry, good: set[str]) -> tuple[bool, bool, bool]:
    node = cluster.nodes.get(entry.node or "")
    return (
        node is not None and bool(not_ready_reason(node)),
        entry.node is not None and entry.node not in good,
        family(entry.address) == "IPv6",
    )


def _of_services(cluster: Cluster, services: Iterable[Service], only: str = "") -> Iterator[Way]:
    """Entries of `services`: all, or those at one address."""
    if only:
        node = cluster.node_by_address.get(only, "")
        on_nodes: Mapping[str, tuple[str, ...]] = (
            {node: (only,)} if only in cluster.served_addresses.get(node, ()) else {}
        )
    else:
        on_nodes = cluster.served_addresses
    for service in services:
        ref = service_ref(service)
        for port in ports_of(service):
            tail = f"{ref.namespace}/{ref.name}/{port.port}/{port.protocol}"
            for kind, entries in (
                ("load-balancer", load_balancer_entries(service, port)),
                ("external-ip", external_ip_entries(cluster, service, port)),
                ("node-port", node_port_entries(service, port, on_nodes)),
            ):
                for entry in entries:
                    if only and entry.address != only:
                        continue
                    yield Way(kind=kind, entry=replace(entry, via=f"{kind}/{tail}"))


def _of_pods(cluster: Cluster, pods: tuple[Pod, ...]) -> Iterator[Way]:
    for pod in pods:
        for claim in pod_claims(pod):
            owner = claim.workload
            via = f"{claim.kind.value}/{owner.namespace}/{owner.kind}/{owner.name}/{claim.port}/{claim.protocol}"
            for entry in host_entries(cluster, claim):
                yield Way(kind=claim.kind.value, entry=replace(entry, via=via))
