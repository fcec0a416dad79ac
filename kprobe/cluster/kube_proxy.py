"""How kube-proxy fares on a node, as far as its pods tell."""

from __future__ import annotations

from kprobe.cluster.cluster import Cluster
from kprobe.cluster.trouble import trouble
from kprobe.model.snapshot import DataPlane, Resource

KUBE_PROXY = "kube-proxy"
PLANES = frozenset({DataPlane.IPTABLES, DataPlane.NFTABLES, DataPlane.IPVS})


def kube_proxy_trouble(cluster: Cluster, node: str) -> str:
    """That kube-proxy runs on other nodes and not on this one, in words; "" where it does, or nothing is known.

    It is no proof that the node serves nothing: rules outlive the process that wrote them (row NP-19).
    """
    if cluster.data_plane(node) not in PLANES or not cluster.knows(Resource.PODS, "kube-system"):
        return ""
    if not any(KUBE_PROXY in pods for pods in cluster.component_pods.values()):
        return ""  # it is part of another process (k3s), or runs outside of pods
    pod = cluster.component_pods.get(node, {}).get(KUBE_PROXY)
    if pod is None:
        return f"{node} has no pod of kube-proxy, while other nodes have one"
    why = trouble(pod)
    return f"kube-proxy does not run on {node}: {why}" if why else ""
