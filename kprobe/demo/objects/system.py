"""What tells about the cluster itself: the ConfigMaps that kubeadm leaves in kube-system."""

from __future__ import annotations

from kprobe.demo.objects.meta import Json, metadata

NAMESPACE = "kube-system"

_KUBE_PROXY = """\
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
clusterCIDR: 10.244.0.0/16
mode: iptables
nodePortAddresses: null
"""
_KUBEADM = """\
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
kubernetesVersion: {version}
apiServer:
  extraArgs:
  - name: service-node-port-range
    value: {node_ports}
networking:
  podSubnet: 10.244.0.0/16
  serviceSubnet: 10.96.0.0/12
"""


def kube_proxy_config() -> Json:
    """kube-proxy in iptables mode, NodePorts on every address."""
    return _config_map("kube-proxy", "config.conf", _KUBE_PROXY)


def kubeadm_config(version: str, node_ports: str) -> Json:
    """The range of NodePorts."""
    return _config_map(
        "kubeadm-config", "ClusterConfiguration", _KUBEADM.format(version=version, node_ports=node_ports)
    )


def _config_map(name: str, key: str, text: str) -> Json:
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": metadata("ConfigMap", NAMESPACE, name, days=90),
        "data": {key: text},
    }
