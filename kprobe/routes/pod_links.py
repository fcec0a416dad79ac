"""The pod behind a host port: is it there, does its container run, does anything stand in front of it."""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.cluster.addresses import family, is_loopback
from kprobe.cluster.claims import Claim, ClaimKind, in_effect, overlap
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.pods import declared_ports, for_its_node, host_number, pod_addresses, ready, running_statuses
from kprobe.model.exposure import Entry, Exposure
from kprobe.model.finding import Confidence
from kprobe.model.objects.pod import Pod
from kprobe.model.refs import Ref
from kprobe.model.route import Link, LinkState
from kprobe.routes import symptoms
from kprobe.routes.port_owner import node_port_before

POD, HOST_PORT, PROCESS = "pod", "host-port", "process"


def pod_links(cluster: Cluster, exposure: Exposure, entry: Entry) -> Iterator[Link]:
    """Outermost first; readiness, readiness gates and Services do not gate host ports (rows HN-18, HP-8, HP-20)."""
    ref = entry.pod or exposure.source
    pod = cluster.pods[ref]
    claim = _claim(cluster, ref, entry)
    if claim is not None:
        yield from _address_link(cluster, ref, pod, entry=entry, claim=claim)
        mapped = not (claim.sidecar and claim.kind is ClaimKind.HOST_PORT)
        if mapped and not is_loopback(claim.address) and (owner := node_port_before(cluster, entry, claim.kind)):
            yield owner
        if claim.kind is ClaimKind.HOST_PORT:
            yield _mapping_link(cluster, ref, entry, claim)
    yield _container_link(cluster, ref, pod, entry)


def _claim(cluster: Cluster, ref: Ref, entry: Entry) -> Claim | None:
    rivals = cluster.claims.on(entry.node or "", entry.port, entry.protocol)
    return next((c for c in rivals if c.holder == ref and overlap(c.address, entry.address)), None)


def process_link(subject: Ref) -> Link:
    """The last step is not in the API at all."""
    return Link(
        link=PROCESS,
        subject=subject,
        state=LinkState.NOT_CHECKED,
        reason="whether a process listens, and on which address, only a probe can tell",
    )


def _address_link(cluster: Cluster, ref: Ref, pod: Pod, *, entry: Entry, claim: Claim) -> Iterator[Link]:
    if is_loopback(claim.address):
        reason = f"published on {entry.address} only, which nobody outside the node can reach"
        effect = symptoms.own_address_only(entry.protocol, HOST_PORT, reason)
    elif claim.kind is ClaimKind.HOST_NETWORK and for_its_node(pod, claim.port):
        reason = "its own probe asks it on the node's inside: it may well listen there alone"
        effect = symptoms.for_its_node(entry.protocol, HOST_PORT, reason)
    elif (owner := _elsewhere(cluster, claim)) is not None:
        yield _of_another_node(ref, entry, claim, owner)
        return
    elif not cluster.maps(claim, entry.address):
        yield _lacking_family(ref, pod, entry)
        return
    else:
        return
    yield Link(link=HOST_PORT, subject=ref, state=LinkState.OK, reason=reason, effect=effect)


def _elsewhere(cluster: Cluster, claim: Claim) -> str | None:
    owner = cluster.node_by_address.get(claim.address) if claim.kind is ClaimKind.HOST_PORT else None
    return owner if owner != claim.node else None


def _of_another_node(ref: Ref, entry: Entry, claim: Claim, owner: str) -> Link:
    """What is sent to a hostIP arrives at the node that has it, where nobody mapped the port (row HP-14)."""
    reason = f"its hostIP {claim.address} is an address of {owner}, but the pod runs on {claim.node}: nothing arrives"
    return Link(
        link=HOST_PORT,
        subject=ref,
        state=LinkState.BROKEN,
        reason=reason,
        effect=symptoms.refused(entry.protocol, HOST_PORT, reason, Confidence.LIKELY),
    )


def _lacking_family(ref: Ref, pod: Pod, entry: Entry) -> Link:
    """A hostIP of a family that the pod does not have (portmap plugin, main.go; row HP-11)."""
    has = " and ".join(sorted({family(a) for a in pod_addresses(pod)}))
    reason = f"its hostIP asks for {family(entry.address)}, but the pod has an {has} address only: nothing is mapped"
    return Link(
        link=HOST_PORT,
        subject=ref,
        state=LinkState.BROKEN,
        reason=reason,
        effect=symptoms.refused(entry.protocol, HOST_PORT, reason, Confidence.LIKELY),
        finding="KP107",
    )


def _mapping_link(cluster: Cluster, ref: Ref, entry: Entry, claim: Claim) -> Link:
    if claim.sidecar:  # kubelet maps ports of spec.containers only (kuberuntime_sandbox.go; row HP-7)
        reason = "a hostPort of a native sidecar is reserved by the scheduler, but never mapped by the kubelet"
        return Link(
            link=HOST_PORT,
            subject=ref,
            state=LinkState.BROKEN,
            reason=reason,
            effect=symptoms.refused(entry.protocol, HOST_PORT, reason),
        )
    component = cluster.component_at(entry.node or "", entry.port, entry.protocol)
    before = f"; it stands before the node's own {component.name}" if component and not component.loopback else ""
    return Link(
        link=HOST_PORT,
        subject=ref,
        state=LinkState.NOT_CHECKED,
        reason=f"the CNI maps {entry.port} to the pod, if it implements host ports; the API does not tell{before}",
        evidence=_unmapped(cluster, entry, claim),
    )


def _unmapped(cluster: Cluster, entry: Entry, claim: Claim) -> tuple[str, ...]:
    """Addresses of the node at which the port is not mapped for want of their family (row HP-12)."""
    if claim.address:
        return ()
    without = [a for a in cluster.all_addresses.get(entry.node or "", ()) if not cluster.maps(claim, a)]
    return (f"not mapped at {', '.join(without)}: the pod, or its hostIP, has no such family",) if without else ()


def _container_link(cluster: Cluster, ref: Ref, pod: Pod, entry: Entry) -> Link:
    trouble = _not_running(pod, entry)
    if trouble:
        rivals = tuple(_who_else(cluster, ref, entry))
        return Link(
            link=POD,
            subject=ref,
            state=LinkState.BROKEN,
            reason=trouble,
            evidence=rivals,
            effect=symptoms.refused(entry.protocol, POD, f"{ref}: {trouble}", Confidence.LIKELY),
            finding="KP702",
        )
    gate = "" if ready(pod) else "; not Ready, which does not close a host port"
    return Link(link=POD, subject=ref, state=LinkState.OK, reason=f"its container runs{gate}")


def _who_else(cluster: Cluster, ref: Ref, entry: Entry) -> Iterator[str]:
    """Who may answer on the port of a pod that does not run (rows HN-7 to HN-9, HN-11)."""
    component = cluster.component_at(entry.node or "", entry.port, entry.protocol)
    if component is not None and not component.loopback:
        yield f"{component.name} of {entry.node} listens on {entry.port}"
    for claim in cluster.claims.on(entry.node or "", entry.port, entry.protocol):
        if claim.holder != ref and in_effect(claim) and overlap(claim.address, entry.address):
            yield f"{claim.workload} claims {entry.port} on {entry.node} as well"
    for claim in cluster.claims.everywhere(entry.port, entry.protocol):
        if claim.kind is ClaimKind.HEALTH_CHECK:
            yield f"{entry.port} is the health check port of {claim.holder}, on which the service proxy listens"
    if entry.port in cluster.node_port_range and not cluster.claims.everywhere(entry.port, entry.protocol):
        yield f"{entry.port} lies in the NodePort range: rules of a Service that is gone may still be there"


def _not_running(pod: Pod, entry: Entry) -> str:
    wanted = next(
        (c.name for c, p in declared_ports(pod) if host_number(pod, p) == entry.port and p.protocol == entry.protocol),
        "",
    )
    for status in running_statuses(pod):
        if status.name != wanted or status.state is None:
            continue
        if status.state.waiting is not None:
            return f"container {wanted} waits: {status.state.waiting.reason or 'no reason given'}"
        if status.state.terminated is not None:
            return f"container {wanted} ended: {status.state.terminated.reason or 'no reason given'}"
    if pod.status.phase == "Pending":
        return "it is still Pending"
    return ""
