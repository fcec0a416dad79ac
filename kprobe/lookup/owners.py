"""Whose an address is."""

from __future__ import annotations

import ipaddress

from kprobe.cluster.cluster import Cluster


def same(one: str, other: str) -> bool:
    """Whether two spellings are one address; names are compared without case."""
    try:
        return ipaddress.ip_address(one) == ipaddress.ip_address(other)
    except ValueError:
        return one.lower() == other.lower()


def nodes_at(cluster: Cluster, address: str) -> str:
    """The node with this name, host name or IP, "" for none."""
    if address in cluster.nodes:
        return address
    return next((node for known, node in cluster.node_by_address.items() if same(known, address)), "")
