"""The entries that a pod's host ports give."""

from __future__ import annotations

from kprobe.cluster.addresses import family
from kprobe.cluster.claims import Claim
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.nodes import node_addresses
from kprobe.cluster.pods import declared_ports, host_addresses, host_number, pod_addresses
from kprobe.exposures.schemes import application_by, scheme_by
from kprobe.model.exposure import Entry, Protocol


def host_entries(cluster: Cluster, claim: Claim) -> tuple[Entry, ...]:
    """Where the claim of a placed pod can be reached: each address of its node, or its hostIP alone.

    A hostPort is mapped for the families that the pod has only: portmap never translates between families (portmap
    plugin, main.go). A node that could not be read is known by the pod's status.hostIPs.
    """
    if not claim.placed:
        return ()
    pod = cluster.pods[claim.holder]
    node = cluster.nodes.get(claim.node)
    addresses = (claim.address,) if claim.address else (node_addresses(node) if node else host_addresses(pod))
    families = {family(a) for a in pod_addresses(pod)}
    if claim.address in {"::", "0:0:0:0:0:0:0:0"}:
        addresses = tuple(a for a in (node_addresses(node) if node else host_addresses(pod)) if family(a) == "IPv6")
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
        if pod.spec.host_network or not families or family(address) in families
    )
