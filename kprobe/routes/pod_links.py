"""The pod behind a host port: is it there, does its container run, does anything stand in front of it."""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.cluster.addresses import is_loopback
from kprobe.cluster.claims import Claim, ClaimKind
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.pods import declared_ports, for_its_node, host_number, ready
from kprobe.model.exposure import Entry, Exposure
from kprobe.model.finding import Confidence
from kprobe.model.objects.pod import Pod
from kprobe.model.refs import Ref
from kprobe.model.route import Link, LinkState
from kprobe.routes import symptoms

POD, HOST_PORT, SHADOW, PROCESS = "pod", "host-port", "port-owner", "process"


def pod_links(cluster: Cluster, exposure: Exposure, entry: Entry) -> Iterator[Link]:
    """Outermost first; readiness does not gate host ports (rows HN-18, HP-20)."""
    ref = entry.pod or exposure.source
    pod = cluster.pods[ref]
    rivals = cluster.claims.on(entry.node or "", entry.port, entry.protocol)
    claim = next((c for c in rivals if c.holder == ref and c.address in {"", "::", entry.address}), None)
    if claim is not None:
        yield from _address_link(ref, pod, entry, claim)
    yield from _shadow_link(cluster, entry)
    if claim is not None and claim.kind is ClaimKind.HOST_PORT:
        yield _mapping_link(ref, entry, claim)
    yield _container_link(ref, pod, entry)


def process_link(subject: Ref) -> Link:
    """The last step is not in the API at all."""
    return Link(
        link=PROCESS,
        subject=subject,
        state=LinkState.NOT_CHECKED,
        reason="whether a process listens, and on which address, only a probe can tell",
    )


def _address_link(ref: Ref, pod: Pod, entry: Entry, claim: Claim) -> Iterator[Link]:
    if is_loopback(claim.address):
        reason = f"published on {entry.address} only, which nobody outside the node can reach"
        effect = symptoms.own_address_only(entry.protocol, HOST_PORT, reason)
    elif claim.kind is ClaimKind.HOST_NETWORK and for_its_node(pod, claim.port):
        reason = "its own probe asks it on the node's inside: it may well listen there alone"
        effect = symptoms.for_its_node(entry.protocol, HOST_PORT, reason)
    else:
        return
    yield Link(link=HOST_PORT, subject=ref, state=LinkState.OK, reason=reason, effect=effect)


def _shadow_link(cluster: Cluster, entry: Entry) -> Iterator[Link]:
    rivals = [c for c in cluster.claims.everywhere(entry.port, entry.protocol) if c.kind is ClaimKind.NODE_PORT]
    for rival in rivals[:1]:
        reason = f"NodePort {entry.port} of {rival.holder} may answer in its place"
        yield Link(
            link=SHADOW,
            subject=rival.holder,
            state=LinkState.UNKNOWN,
            reason=reason,
            effect=symptoms.contested(entry.protocol, SHADOW, reason),
            finding="KP104",
        )


def _mapping_link(ref: Ref, entry: Entry, claim: Claim) -> Link:
    if claim.sidecar:  # kubelet maps ports of spec.containers only (kuberuntime_sandbox.go; row HP-7)
        reason = "a hostPort of a native sidecar is reserved by the scheduler, but never mapped by the kubelet"
        return Link(
            link=HOST_PORT,
            subject=ref,
            state=LinkState.BROKEN,
            reason=reason,
            effect=symptoms.refused(entry.protocol, HOST_PORT, reason),
        )
    return Link(
        link=HOST_PORT,
        subject=ref,
        state=LinkState.NOT_CHECKED,
        reason=f"the CNI maps {entry.port} to the pod, if it implements host ports; the API does not tell",
    )


def _container_link(ref: Ref, pod: Pod, entry: Entry) -> Link:
    trouble = _not_running(pod, entry)
    if trouble:
        return Link(
            link=POD,
            subject=ref,
            state=LinkState.BROKEN,
            reason=trouble,
            effect=symptoms.refused(entry.protocol, POD, f"{ref}: {trouble}", Confidence.LIKELY),
            finding="KP702",
        )
    gate = "" if ready(pod) else "; not Ready, which does not close a host port"
    return Link(link=POD, subject=ref, state=LinkState.OK, reason=f"its container runs{gate}")


def _not_running(pod: Pod, entry: Entry) -> str:
    wanted = next(
        (c.name for c, p in declared_ports(pod) if host_number(pod, p) == entry.port and p.protocol == entry.protocol),
        "",
    )
    for status in pod.status.container_statuses or ():
        if status.name != wanted or status.state is None:
            continue
        if status.state.waiting is not None:
            return f"container {wanted} waits: {status.state.waiting.reason or 'no reason given'}"
        if status.state.terminated is not None:
            return f"container {wanted} ended: {status.state.terminated.reason or 'no reason given'}"
    if pod.status.phase == "Pending":
        return "it is still Pending"
    return ""
