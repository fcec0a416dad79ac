"""What implements Services on the node that owns an address."""

from __future__ import annotations

from kprobe.cluster.cluster import Cluster
from kprobe.cluster.nodes import node_ref
from kprobe.model.exposure import Entry
from kprobe.model.objects.service import Service
from kprobe.model.route import Link, LinkState
from kprobe.model.snapshot import DataPlane
from kprobe.routes import symptoms

SLUG = "service-proxy"
PROXY_NAME_LABEL = "service.kubernetes.io/service-proxy-name"


def service_proxy_link(cluster: Cluster, service: Service, entry: Entry) -> Link:
    """Whether the data plane of the node serves this Service (row NP-20)."""
    subject = node_ref(entry.node or "")
    other = (service.metadata.labels or {}).get(PROXY_NAME_LABEL)
    if other is not None:
        reason = f"label {PROXY_NAME_LABEL}={other} takes the Service away from the usual service proxy"
        return Link(
            link=SLUG,
            subject=subject,
            state=LinkState.UNKNOWN,
            reason=reason,
            effect=symptoms.unknown(SLUG, reason),
        )
    plane = cluster.data_plane(entry.node or "")
    if plane is DataPlane.UNKNOWN:
        reason = f"what implements Services on {entry.node} is not known"
        return Link(link=SLUG, subject=subject, state=LinkState.UNKNOWN, reason=reason)
    name = "an eBPF data plane" if plane is DataPlane.EBPF else f"kube-proxy {plane.value}"
    return Link(
        link=SLUG,
        subject=subject,
        state=LinkState.OK,
        reason=f"{name} serves this address",
        evidence=(f"from {cluster.snapshot.service_proxy.source}",),
    )
