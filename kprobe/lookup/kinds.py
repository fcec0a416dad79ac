"""The names that kubectl has for the kinds that can be asked about (kubectl api-resources)."""

from __future__ import annotations

_NAMES = {
    "Service": ("svc", "service", "services"),
    "Pod": ("pod", "po", "pods"),
    "Deployment": ("deploy", "deployment", "deployments"),
    "DaemonSet": ("ds", "daemonset", "daemonsets"),
    "StatefulSet": ("sts", "statefulset", "statefulsets"),
    "ReplicaSet": ("rs", "replicaset", "replicasets"),
    "ReplicationController": ("rc", "replicationcontroller", "replicationcontrollers"),
    "Job": ("job", "jobs"),
    "CronJob": ("cronjob", "cj", "cronjobs"),
    "Ingress": ("ingress", "ing", "ingresses"),
    "IngressClass": ("ingressclass", "ingressclasses"),
    "Node": ("node", "no", "nodes"),
}
_KINDS = {name: kind for kind, names in _NAMES.items() for name in names}
_GROUPS = frozenset({"", "v1", "apps", "v1.apps", "batch", "v1.batch", "networking.k8s.io", "v1.networking.k8s.io"})
CLUSTER_SCOPED = frozenset({"Node", "IngressClass"})


def kind_of(word: str) -> str | None:
    """The kind that kubectl means by `word`, in any case, with or without an API group (`deployments.apps`)."""
    name, _, group = word.lower().partition(".")
    return _KINDS.get(name) if group in _GROUPS else None


def short(kind: str) -> str:
    """What to type for a kind: `svc`, `pod`."""
    return _NAMES.get(kind, (kind.lower(),))[0]
