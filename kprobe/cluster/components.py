"""The ports that a node's own components listen on."""

from __future__ import annotations

from msgspec import Struct

from kprobe.model.finding import Confidence
from kprobe.model.objects.node import Node
from kprobe.model.objects.pod import Pod


class Component(Struct, frozen=True, kw_only=True):
    """One listener (pkg/cluster/ports; the documentation's "Ports and Protocols").

    `loopback`: by default bound to 127.0.0.1 only. `control_plane`: not on workers. `confidence`: how sure it is that
    it listens there at all.
    """

    name: str
    port: int
    protocol: str = "TCP"
    loopback: bool = False
    control_plane: bool = False
    confidence: Confidence = Confidence.CERTAIN


API_SERVER = Component(name="kube-apiserver", port=6443, control_plane=True)
COMPONENTS: tuple[Component, ...] = (
    Component(name="kubelet", port=10250),
    Component(name="kubelet", port=10248, loopback=True),
    Component(name="kube-proxy", port=10256, confidence=Confidence.LIKELY),
    Component(name="kube-proxy", port=10249, loopback=True, confidence=Confidence.LIKELY),
    Component(name="sshd", port=22, confidence=Confidence.LIKELY),
    API_SERVER,
    Component(name="etcd", port=2379, control_plane=True),
    Component(name="etcd", port=2380, control_plane=True),
    Component(name="kube-controller-manager", port=10257, control_plane=True, loopback=True),
    Component(name="kube-scheduler", port=10259, control_plane=True, loopback=True),
)

CONTROL_PLANE_LABELS = ("node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master")
ETCD_LABEL = "node-role.kubernetes.io/etcd"
_NAMES = frozenset(c.name for c in COMPONENTS)
_BY_PORT = {(c.port, c.protocol): c for c in COMPONENTS}


def component_name(pod: Pod) -> str:
    """Which component a pod of kube-system is, "" for none: by kubeadm's labels, or the name of its static pod."""
    if pod.metadata.namespace != "kube-system":
        return ""
    labels = pod.metadata.labels or {}
    for key in ("component", "k8s-app", "app.kubernetes.io/name"):
        if labels.get(key, "") in _NAMES:
            return labels[key]
    return next((n for n in sorted(_NAMES) if pod.metadata.name.startswith(f"{n}-")), "")


def is_component(pod: Pod) -> bool:
    """Whether the pod is the component itself."""
    return component_name(pod) != ""


def component_of(port: int, protocol: str, node: Node | None, pods: frozenset[str]) -> Component | None:
    """The component that holds a port of a node on which the components `pods` run; None: free, or not known.

    `node` is None where it could not be read.
    """
    component = _BY_PORT.get((port, protocol))
    if component is None or not component.control_plane or component.name in pods:
        return component
    labels = (node.metadata.labels or {}) if node else {}
    # k3s keeps its state in SQLite unless told otherwise: a control-plane node alone does not prove an etcd.
    wanted = (ETCD_LABEL,) if component.name == "etcd" else CONTROL_PLANE_LABELS
    return component if any(label in labels for label in wanted) else None
