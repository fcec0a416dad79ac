"""Which nodes to send to, and why not to the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from kprobe.cluster.addresses import family
from kprobe.cluster.balancers import excluded
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.nodes import network_unavailable
from kprobe.export.exporter import AddressKind, Wishes
from kprobe.export.pools.pool import Absent, Server
from kprobe.model.objects.node import Node
from kprobe.model.objects.service import Service
from kprobe.model.route import EntryRoute
from kprobe.routes.endpoints_link import SLUG as ENDPOINTS

_FAMILIES = {AddressKind.IPV4: "IPv4", AddressKind.IPV6: "IPv6"}
_TYPES = {AddressKind.INTERNAL: "InternalIP", AddressKind.EXTERNAL: "ExternalIP"}


def chosen_nodes(
    cluster: Cluster, service: Service, routes: Iterable[EntryRoute], wishes: Wishes
) -> tuple[tuple[Server, ...], tuple[Absent, ...]]:
    """Each node once, by name: a node with several addresses must not get the share of several.

    A node's internal address stands before its external one, and the Service's first IP family before the other.
    """
    by_node: dict[str, list[EntryRoute]] = defaultdict(list)
    for route in routes:
        by_node[route.entry.node or ""].append(route)
    judged = [_judged(cluster, service, name, by_node[name], wishes) for name in sorted(by_node)]
    return (
        tuple(one for one in judged if isinstance(one, Server)),
        tuple(one for one in judged if isinstance(one, Absent)),
    )


def _judged(cluster: Cluster, service: Service, name: str, routes: list[EntryRoute], wishes: Wishes) -> Server | Absent:
    node = cluster.nodes.get(name)
    types = {a.address: a.type for a in node.status.addresses or ()} if node else {}
    first = (service.spec.ip_families or ("",))[0]
    fitting = sorted(
        (r for r in routes if _wished(r.entry.address, types.get(r.entry.address, ""), wishes.addresses)),
        key=lambda r: (types.get(r.entry.address) != "InternalIP", family(r.entry.address) != first),
    )
    if not fitting:
        words = " ".join((*sorted(wishes.addresses), "address"))
        return Absent(node=name, address=routes[0].entry.address, reason=f"no {words} that can be sent to")
    nearest = fitting[0]
    if reason := _unfit(node):
        return Absent(node=name, address=nearest.entry.address, reason=reason)
    for route in fitting:
        if route.prediction is not None and route.prediction.works is True:
            return Server(node=name, address=route.entry.address)
    said = nearest.prediction
    if said is None or not (said.by_intent and said.link == ENDPOINTS):
        reason = said.reason if said else "nothing is known of it"
        return Absent(node=name, address=nearest.entry.address, reason=reason)
    if wishes.standby and service.spec.external_traffic_policy == "Local":
        return Server(node=name, address=nearest.entry.address, standby=True)
    reason = said.reason.replace(f" on {name}", " there")
    return Absent(node=name, address=nearest.entry.address, reason=reason, by_intent=True)


def _unfit(node: Node | None) -> str:
    """Why nothing in front of a cluster sends to `node`, whatever answers there."""
    if node is None:
        return "the node could not be read"
    if node.metadata.deletion_timestamp is not None:
        return "it is being deleted"
    return excluded(node) or (f"its network is not set up: {said}" if (said := network_unavailable(node)) else "")


def _wished(address: str, kind: str, wished: frozenset[AddressKind]) -> bool:
    """An address with a zone (fe80::1%eth0) is of no use elsewhere, and a zone may be any text."""
    if "%" in address:
        return False
    families = {_FAMILIES[w] for w in wished if w in _FAMILIES}
    types = {_TYPES[w] for w in wished if w in _TYPES}
    return (not families or family(address) in families) and (not types or kind in types)
