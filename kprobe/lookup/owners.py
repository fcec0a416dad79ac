"""Whose an address is."""

from __future__ import annotations

import ipaddress

from kprobe.cluster.cluster import Cluster
from kprobe.model.exposure import Exposure


def same(one: str, other: str) -> bool:
    """Whether two spellings are one address; names are compared without case."""
    try:
        return ipaddress.ip_address(one) == ipaddress.ip_address(other)
    except ValueError:
        return one.lower() == other.lower()


def led_to(cluster: Cluster, exposures: tuple[Exposure, ...], name: str, addresses: tuple[str, ...]) -> tuple[str, ...]:
    """What the addresses that a name resolved to are in this cluster: a line each, at most three."""
    told = []
    for address in addresses[:3]:
        node = nodes_at(cluster, address)
        claimed = next(iter(holders(exposures, address)), None)
        if node:
            whose = f"node {node}"
        elif claimed is not None:
            whose = f"an address of {claimed.source}"
        else:
            whose = "no address of this cluster"
        told.append(f"{name} resolves to {address}: {whose}")
    return tuple(told)


def holders(exposures: tuple[Exposure, ...], address: str) -> tuple[Exposure, ...]:
    """Ways in that have `address` of their own, the load balancer that was given it before Services that add it."""
    there = (e for e in exposures if e.kind != "ingress" and any(same(x.address, address) for x in e.entries))
    return tuple(sorted(there, key=lambda e: e.kind != "load-balancer"))


def nodes_at(cluster: Cluster, address: str) -> str:
    """The node with this name, host name or IP, "" for none."""
    if address in cluster.nodes:
        return address
    return next((node for known, node in cluster.node_by_address.items() if same(known, address)), "")
