"""From evidence to facts: the most reliable source that says something decides."""

from __future__ import annotations

from collections.abc import Sequence

from kprobe.kube.facts import ebpf, flagz, k3s, kube_proxy, kubeadm, static_pod
from kprobe.kube.facts.evidence import Evidence, Unread
from kprobe.model.objects.node import Node
from kprobe.model.snapshot import Gap, NodePortRange, Resource, ServiceProxy


def node_port_range(evidence: Evidence, nodes: Sequence[Node]) -> tuple[NodePortRange, tuple[Gap, ...]]:
    """The range and how it is known; a gap where nothing says it and something could not be read."""
    found = (
        flagz.node_port_range(evidence.flags)
        or static_pod.node_port_range(evidence.servers)
        or k3s.node_port_range(nodes)
        or kubeadm.node_port_range(evidence.setting(kubeadm.CONFIG_MAP, kubeadm.KEY))
    )
    if found is not None:
        return found, ()
    return NodePortRange(), _gap(
        evidence.unread_range,
        Resource.NODE_PORT_RANGE,
        "the default range 30000-32767 is assumed, so a port outside of it is only suspect",
    )


def service_proxy(evidence: Evidence, nodes: Sequence[Node]) -> tuple[ServiceProxy, tuple[Gap, ...]]:
    """The service proxy and how it is known.

    eBPF comes first: kube-proxy's ConfigMap often outlives a kube-proxy that was replaced.
    """
    found = ebpf.cilium(evidence.settings(ebpf.CILIUM_CONFIG_MAP)) or ebpf.calico(enabled=evidence.felix_bpf)
    for config_map, key in kube_proxy.PLACES:
        text = evidence.setting(config_map, key)
        if found is None and text:
            found = kube_proxy.service_proxy(text, config_map)
    found = found or k3s.service_proxy(nodes)
    if found is not None:
        return found, ()
    return ServiceProxy(), _gap(
        evidence.unread_proxy,
        Resource.SERVICE_PROXY,
        "whether an unavailable NodePort is refused or silent, and on which addresses it answers, cannot be predicted",
    )


def _gap(unread: tuple[Unread, ...], resource: Resource, effect: str) -> tuple[Gap, ...]:
    if not unread:
        return ()
    return (
        Gap(
            what=f"{resource} ({', '.join(source.name for source in unread)})",
            reason=unread[0].reason,
            effect=effect,
            resource=resource,
            detail=unread[0].detail,
        ),
    )
