"""kubeadm's record of how it made the cluster: ConfigMap kube-system/kubeadm-config."""

from __future__ import annotations

from typing import Any

from kprobe.kube.facts.flags import NODE_PORT_RANGE, port_range
from kprobe.kube.yaml_text import YAML_BROKEN, read_yaml
from kprobe.model.snapshot import NodePortRange

CONFIG_MAP = "kubeadm-config"
KEY = "ClusterConfiguration"


def node_port_range(text: str) -> NodePortRange | None:
    """The range in a ClusterConfiguration; None where it is not set, which proves nothing (flags are edited by hand).

    `apiServer.extraArgs` is a map up to v1beta3, and a list of name and value since v1beta4.
    """
    try:
        config: Any = read_yaml(text.encode())
    except YAML_BROKEN:
        return None
    server = config.get("apiServer") if isinstance(config, dict) else None
    extra = server.get("extraArgs") if isinstance(server, dict) else None
    if isinstance(extra, list):
        extra = {item.get("name"): item.get("value") for item in extra if isinstance(item, dict)}
    said = extra.get(NODE_PORT_RANGE) if isinstance(extra, dict) else None
    return port_range(str(said), f"ConfigMap kube-system/{CONFIG_MAP}") if said is not None else None
