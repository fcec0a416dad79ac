"""The names that kubectl has for the kinds that can be asked about (kubectl api-resources)."""

from __future__ import annotations

_NAMES = {
    "Service": ("svc", "service", "services"),
    "Pod": ("po", "pod", "pods"),
    "Deployment": ("deploy", "deployment", "deployments"),
    "DaemonSet": ("ds", "daemonset", "daemonsets"),
    "StatefulSet": ("sts", "statefulset", "statefulsets"),
    "ReplicaSet": ("rs", "replicaset", "replicasets"),
    "ReplicationController": ("rc", "replicationcontroller", "replicationcontrollers"),
    "Job": ("job", "jobs"),
    "CronJob": ("cj", "cronjob", "cronjobs"),
    "Ingress": ("ing", "ingress", "ingresses"),
    "IngressClass": ("ingressclass", "ingressclasses"),
    "Node": ("no", "node", "nodes"),
}
_KINDS = {name: kind for kind, names in _NAMES.items() for name in names}
_GROUPS = frozenset({"", "v1", "apps", "v1.apps", "batch", "v1.batch", "networking.k8s.io", "v1.networking.k8s.io"})
CLUSTER_SCOPED = frozenset({"Node", "IngressClass"})


def kind_of(word: str) -> str | None:
    """The kind that kubectl means by `word`, in any case, with or without an API group (`deployments.apps`)."""
    name, _, group = word.lower().partition(".")
    return _KINDS.get(name) if group in _GROUPS else None


def short(kind: str) -> str:
    """What to type for a kind: `svc`; a kind that kubectl has no short name for as it stands."""
    return _NAMES.get(kind, (kind.lower(),))[0]
