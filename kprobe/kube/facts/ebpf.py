"""Service proxies in eBPF that take kube-proxy's place: Cilium and Calico."""

from __future__ import annotations

from collections.abc import Mapping

from kprobe.model.snapshot import DataPlane, NodePortRange, ServiceProxy

CILIUM_CONFIG_MAP = "cilium-config"
CILIUM_KEY = "kube-proxy-replacement"
# What Cilium's own chart writes (install/kubernetes/cilium/templates/cilium-configmap.yaml).
_RANGE, _ADDRESSES, _NO_BACKEND = "node-port-range", "nodeport-addresses", "service-no-backend-response"


def cilium(settings: Mapping[str, str]) -> ServiceProxy | None:
    """Cilium serves NodePorts itself where it replaces kube-proxy; "strict" was the word before Cilium 1.14.

    It has a range of NodePorts of its own, which must be the API server's (row NP-21), addresses to serve them on, and
    may be told to drop where a Service has no endpoint (row DP-4). A node may override all of it (CiliumNodeConfig).
    """
    if settings.get(CILIUM_KEY, "") not in ("true", "strict"):
        return None
    return ServiceProxy(
        mode=DataPlane.EBPF,
        node_port_addresses=tuple(a for part in settings.get(_ADDRESSES, "").split(",") if (a := part.strip())),
        node_port_range=_range(settings.get(_RANGE, "")),
        drops=settings.get(_NO_BACKEND, "") == "drop",
        source=f"ConfigMap kube-system/{CILIUM_CONFIG_MAP}: {CILIUM_KEY}",
    )


def calico(*, enabled: bool) -> ServiceProxy | None:
    """Calico's eBPF data plane serves Services whether or not a kube-proxy still runs."""
    return ServiceProxy(mode=DataPlane.EBPF, source="FelixConfiguration default: bpfEnabled") if enabled else None


def _range(text: str) -> NodePortRange:
    """`first,last`; without the setting Cilium serves Kubernetes' default range."""
    first, _, last = text.partition(",")
    source = f"ConfigMap kube-system/{CILIUM_CONFIG_MAP}: {_RANGE}"
    if first.strip().isdecimal() and last.strip().isdecimal():
        return NodePortRange(first=int(first), last=int(last), source=source, proven=True)
    return NodePortRange(source="Cilium's default")
