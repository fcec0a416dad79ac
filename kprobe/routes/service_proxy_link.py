"""What implements Services on the node that owns an address."""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.cluster.addresses import family
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.kube_proxy import kube_proxy_trouble
from kprobe.cluster.nodes import node_ref
from kprobe.cluster.service_ports import service_ref
from kprobe.model.exposure import Entry
from kprobe.model.finding import Confidence
from kprobe.model.objects.service import Service
from kprobe.model.route import Link, LinkState
from kprobe.model.snapshot import DataPlane
from kprobe.routes import symptoms

SLUG = "service-proxy"
PROXY_NAME_LABEL = "service.kubernetes.io/service-proxy-name"
# The iptables mode accepts NodePort traffic in the host's own filter table; this one does not (row NP-11).
HOST_FIREWALL = "nftables mode opens no NodePort in a firewall of the node itself"


def service_proxy_link(cluster: Cluster, service: Service, entry: Entry) -> Link:
    """Whether the data plane of the node serves this Service (rows NP-19, NP-20, NP-21)."""
    subject = node_ref(entry.node or "")
    other = (service.metadata.labels or {}).get(PROXY_NAME_LABEL)
    if other is not None:
        ref = service_ref(service)
        reason = f"label {PROXY_NAME_LABEL}={other} of {ref} takes it away from the usual service proxy"
        return Link(
            link=SLUG,
            subject=ref,
            state=LinkState.UNKNOWN,
            reason=reason,
            effect=symptoms.unknown(SLUG, reason),
        )
    plane = cluster.data_plane(entry.node or "")
    if plane is DataPlane.UNKNOWN:
        reason = f"what implements Services on {entry.node} is not known"
        return Link(link=SLUG, subject=subject, state=LinkState.UNKNOWN, reason=reason)
    if trouble_ := kube_proxy_trouble(cluster, entry.node or ""):
        return Link(
            link=SLUG,
            subject=subject,
            state=LinkState.UNKNOWN,
            reason=trouble_,
            effect=symptoms.proxy_in_doubt(entry.protocol, SLUG, trouble_),
        )
    own = cluster.snapshot.service_proxy.node_port_range
    if own is not None and _node_port(service, entry) and entry.port not in own:
        return _out_of_range(entry, str(own), own.source, proven=own.proven)
    name = "an eBPF data plane" if plane is DataPlane.EBPF else f"kube-proxy {plane.value}"
    return Link(
        link=SLUG,
        subject=subject,
        state=LinkState.OK,
        reason=f"{name} serves this address",
        evidence=(f"from {cluster.snapshot.service_proxy.source}", *_limits(cluster, service, entry, plane)),
    )


def _node_port(service: Service, entry: Entry) -> bool:
    return any((p.node_port, p.protocol) == (entry.port, entry.protocol) for p in service.spec.ports or ())


def _out_of_range(entry: Entry, known: str, source: str, *, proven: bool) -> Link:
    """The data plane has a range of its own, and serves nothing beyond (row NP-21)."""
    reason = f"the data plane serves NodePorts in {known} only, and {entry.port} is not among them"
    return Link(
        link=SLUG,
        subject=node_ref(entry.node or ""),
        state=LinkState.BROKEN if proven else LinkState.UNKNOWN,
        reason=reason,
        evidence=(f"from {source}",),
        effect=symptoms.refused(entry.protocol, SLUG, reason, Confidence.LIKELY)
        if proven
        else symptoms.proxy_in_doubt(entry.protocol, SLUG, reason),
        finding="KP201" if proven else "",
    )


def _limits(cluster: Cluster, service: Service, entry: Entry, plane: DataPlane) -> Iterator[str]:
    """Addresses of this node at which the same port is not served (rows NP-9, NP-29), and what else bounds it."""
    everywhere = cluster.all_addresses.get(entry.node or "", ())
    served = cluster.served_addresses.get(entry.node or "", ())
    if everywhere != served and (left_out := [a for a in everywhere if a not in served]):
        yield f"not served on {', '.join(left_out)}, which nodePortAddresses leaves out"
    lacking = {family(a) for a in served} - set(service.spec.ip_families or ("IPv4", "IPv6"))
    if lacking:
        yield f"not served over {' and '.join(sorted(lacking))}, which spec.ipFamilies lacks"
    if plane is DataPlane.NFTABLES:
        yield HOST_FIREWALL
