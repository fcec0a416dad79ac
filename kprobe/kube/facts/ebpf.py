"""Service proxies in eBPF that take kube-proxy's place: Cilium and Calico."""

from __future__ import annotations

from kprobe.model.snapshot import DataPlane, ServiceProxy

CILIUM_CONFIG_MAP = "cilium-config"
CILIUM_KEY = "kube-proxy-replacement"


def cilium(replacement: str) -> ServiceProxy | None:
    """Cilium serves NodePorts itself where it replaces kube-proxy; "strict" was the word before Cilium 1.14."""
    if replacement not in ("true", "strict"):
        return None
    return ServiceProxy(mode=DataPlane.EBPF, source=f"ConfigMap kube-system/{CILIUM_CONFIG_MAP}: {CILIUM_KEY}")


def calico(*, enabled: bool) -> ServiceProxy | None:
    """Calico's eBPF data plane serves Services whether or not a kube-proxy still runs."""
    return ServiceProxy(mode=DataPlane.EBPF, source="FelixConfiguration default: bpfEnabled") if enabled else None
