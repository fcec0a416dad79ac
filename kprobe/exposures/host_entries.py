"""The entries that a pod's host ports give."""

from __future__ import annotations

from kprobe.cluster.addresses import family, is_unspecified
from kprobe.cluster.claims import Claim
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.nodes import node_addresses
from kprobe.cluster.pods import declared_ports, host_addresses, host_number
from kprobe.exposures.schemes import application_by, scheme_by
from kprobe.model.exposure import Entry, Protocol


def host_entries(cluster: Cluster, claim: Claim) -> tuple[Entry, ...]:
    """Where the claim of a placed pod can be reached: each address of its node, or its hostIP alone.

    A hostPort has an entry for each family that the pod has (Cluster.maps), and in any case where its hostIP asks for
    one address or family. A node that could not be read is known by the pod's status.hostIPs.
    """
    if not claim.placed:
        return ()
    pod = cluster.pods[claim.holder]
    node = cluster.nodes.get(claim.node)
    of_node = node_addresses(node) if node else host_addresses(pod)
    one_family = claim.family or (family(claim.address) if is_unspecified(claim.address) else "")
    if one_family:
        addresses = tuple(a for a in of_node if family(a) == one_family)
    else:
        addresses = (claim.address,) if claim.address else of_node
    asked = bool(one_family or claim.address)
    name, behind = next(
        (
            (p.name, p.container_port)
            for _, p in declared_ports(pod)
            if host_number(pod, p) == claim.port and p.protocol == claim.protocol
        ),
        ("", 0),
    )
    return tuple(
        Entry(
            address=address,
            port=claim.port,
            protocol=Protocol(claim.protocol),
            node=claim.node,
            pod=claim.holder,
            scheme=scheme_by(name, claim.port, claim.protocol),
            application=application_by(name, claim.protocol, claim.port, behind),
        )
        for address in addresses
        if asked or cluster.maps(claim, address)
    )
