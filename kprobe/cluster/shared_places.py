"""Whether a pod's port and a Service's are one place on one node."""

from __future__ import annotations

from kprobe.cluster.claims import Claim, ClaimKind, overlap
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.service_ports import family_served


def at_one_place(cluster: Cluster, claim: Claim, other: Claim) -> bool:
    """Whether a placed pod's `claim` meets a Service's claim `other` of the same number and protocol.

    A NodePort is served at some addresses of a node and for some IP families only, an external IP on the node that has
    it, a health check port on every node. A node that is not known may serve a NodePort.
    """
    if other.kind is ClaimKind.EXTERNAL_IP:
        return cluster.node_by_address.get(other.address) == claim.node and overlap(claim.address, other.address)
    if other.kind is not ClaimKind.NODE_PORT:
        return True
    served = cluster.served_addresses.get(claim.node)
    service = cluster.services[other.holder.namespace, other.holder.name]
    return not served or any(
        overlap(claim.address, address) and cluster.maps(claim, address) and family_served(service, address)
        for address in served
    )
