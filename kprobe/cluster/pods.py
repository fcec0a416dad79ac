"""What follows from one pod alone."""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.cluster.addresses import is_link_local, is_loopback
from kprobe.model.objects.pod import Container, ContainerPort, ContainerStatus, Pod


def finished(pod: Pod) -> bool:
    """Whether the pod holds nothing any more: ended, evicted or rejected (phase Succeeded or Failed)."""
    return pod.status.phase in {"Succeeded", "Failed"}


def leaving(pod: Pod) -> bool:
    """Whether the pod is being deleted."""
    return pod.metadata.deletion_timestamp is not None


def ready(pod: Pod) -> bool:
    """The Ready condition, which readiness gates are part of."""
    for condition in pod.status.conditions or ():  # noqa: SIM110 - asked of every pod, and any() takes twice as long
        if condition.type == "Ready" and condition.status == "True":
            return True
    return False


def running_containers(pod: Pod) -> Iterator[Container]:
    """Containers that run as long as the pod: regular ones, and init containers that are native sidecars (KEP-753)."""
    yield from pod.spec.containers or ()
    for container in pod.spec.init_containers or ():
        if container.restart_policy == "Always":
            yield container


def running_statuses(pod: Pod) -> Iterator[ContainerStatus]:
    """How the same containers are; a native sidecar's status is among the init containers' (KEP-753)."""
    yield from pod.status.container_statuses or ()
    sidecars = {c.name for c in pod.spec.init_containers or () if c.restart_policy == "Always"}
    for status in pod.status.init_container_statuses or ():
        if status.name in sidecars:
            yield status


def declared_ports(pod: Pod) -> Iterator[tuple[Container, ContainerPort]]:
    """Every port that a running container declares."""
    for container in running_containers(pod):
        for port in container.ports or ():
            yield container, port


def host_number(pod: Pod, port: ContainerPort) -> int:
    """The node's port that a declared port takes, 0 for none.

    The API server defaults hostPort on the host network; a pod read from a manifest may have none.
    """
    return port.host_port or (port.container_port if pod.spec.host_network else 0)


def for_its_node(pod: Pod, number: int) -> bool:
    """Whether a host-network container may well listen for its own node alone at this port, by how it is probed.

    On loopback at this very port: kubeadm's controller manager and scheduler, which declare the port for the
    scheduler's sake (cmd/kubeadm/app/phases/controlplane/manifests.go). On a link-local address at any: node-local-dns,
    which declares 53 and binds 169.254.20.10 (cluster/addons/dns/nodelocaldns).
    """
    if not pod.spec.host_network:
        return False
    for container in running_containers(pod):
        names = {p.name for p in container.ports or () if host_number(pod, p) == number}
        if not any(host_number(pod, p) == number for p in container.ports or ()):
            continue
        for probe in (container.liveness_probe, container.readiness_probe, container.startup_probe):
            action = (probe.http_get or probe.tcp_socket) if probe else None
            if action is None:
                continue
            if is_link_local(action.host) or (is_loopback(action.host) and action.port in {number, *names}):
                return True
    return False


def pod_addresses(pod: Pod) -> tuple[str, ...]:
    """The pod's own IPs, its primary one first; the node's for a host-network pod."""
    listed = tuple(i.ip for i in pod.status.pod_ips or () if i.ip)
    return listed or ((pod.status.pod_ip,) if pod.status.pod_ip else ())


def host_addresses(pod: Pod) -> tuple[str, ...]:
    """The addresses of the node that the pod runs on, as the pod's status has them (KEP-2681)."""
    listed = tuple(i.ip for i in pod.status.host_ips or () if i.ip)
    return listed or ((pod.status.host_ip,) if pod.status.host_ip else ())
