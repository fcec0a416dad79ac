"""Nodes."""

from __future__ import annotations

from kprobe.demo.objects.meta import Json, ago, condition, metadata

VERSION = "v1.37.2"


def node(name: str, address: str, pod_cidr: str) -> Json:
    """A worker that is Ready."""
    labels = {"kubernetes.io/arch": "amd64", "kubernetes.io/hostname": name, "kubernetes.io/os": "linux"}
    resources = {"cpu": "4", "ephemeral-storage": "50Gi", "memory": "8Gi", "pods": "110"}
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": metadata("Node", "", name, labels, days=90),
        "spec": {"podCIDR": pod_cidr, "podCIDRs": [pod_cidr]},
        "status": {
            "addresses": [{"type": "InternalIP", "address": address}, {"type": "Hostname", "address": name}],
            "allocatable": resources,
            "capacity": resources,
            "conditions": [
                _heartbeat("MemoryPressure", "False", "KubeletHasSufficientMemory"),
                _heartbeat("DiskPressure", "False", "KubeletHasNoDiskPressure"),
                _heartbeat("PIDPressure", "False", "KubeletHasSufficientPID"),
                _heartbeat("Ready", "True", "KubeletReady", "kubelet is posting ready status"),
            ],
            "daemonEndpoints": {"kubeletEndpoint": {"Port": 10250}},
            "nodeInfo": {
                "architecture": "amd64",
                "containerRuntimeVersion": "containerd://2.2.0",
                "kernelVersion": "6.12.0",
                "kubeletVersion": VERSION,
                "operatingSystem": "linux",
                "osImage": "Debian GNU/Linux 13 (trixie)",
            },
        },
    }


def _heartbeat(kind: str, status: str, reason: str, message: str = "") -> Json:
    return {**condition(kind, status, reason, message), "lastHeartbeatTime": ago(seconds=20)}
