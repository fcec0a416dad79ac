"""What every cluster has besides: the service proxy, and the records of how the cluster was made."""

from __future__ import annotations

from kprobe.demo.cases.node_ports import RANGE
from kprobe.demo.objects.node import VERSION
from kprobe.demo.objects.pod import Workload
from kprobe.demo.objects.system import NAMESPACE, kube_proxy_config, kubeadm_config
from kprobe.demo.scene import Scene


def stage(scene: Scene) -> None:
    """All of it."""
    proxy = Workload(namespace=NAMESPACE, name="kube-proxy", kind="DaemonSet", container=None, host_network=True)
    scene.deploy(proxy, *scene.every_node(), runs=None)
    scene.objects += (kube_proxy_config(), kubeadm_config(VERSION, RANGE))
