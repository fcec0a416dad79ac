"""kube-proxy's configuration file in a ConfigMap: kubeadm's and kind's, or EKS's."""

from __future__ import annotations

from typing import Any

from kprobe.kube.yaml_text import YAML_BROKEN, read_yaml
from kprobe.model.snapshot import DataPlane, ServiceProxy

# ConfigMap in kube-system and its key.
PLACES = (("kube-proxy", "config.conf"), ("kube-proxy-config", "config"))
# An empty mode is iptables on Linux (KubeProxyConfiguration.mode).
_MODES = {
    "": DataPlane.IPTABLES,
    "iptables": DataPlane.IPTABLES,
    "nftables": DataPlane.NFTABLES,
    "ipvs": DataPlane.IPVS,
}


def service_proxy(text: str, config_map: str) -> ServiceProxy | None:
    """What a KubeProxyConfiguration says, None where `text` is none."""
    try:
        config: Any = read_yaml(text.encode())
    except YAML_BROKEN:
        return None
    if not isinstance(config, dict) or config.get("kind", "KubeProxyConfiguration") != "KubeProxyConfiguration":
        return None
    addresses = config.get("nodePortAddresses")
    return ServiceProxy(
        mode=_MODES.get(str(config.get("mode") or ""), DataPlane.UNKNOWN),
        node_port_addresses=tuple(map(str, addresses)) if isinstance(addresses, list) else (),
        source=f"ConfigMap kube-system/{config_map}",
    )
