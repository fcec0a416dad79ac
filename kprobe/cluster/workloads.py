"""Which workload a pod belongs to, from its own metadata, without another request."""

from __future__ import annotations

from kprobe.model.objects.pod import Pod
from kprobe.model.refs import Ref


def workload_of(pod: Pod) -> Ref:
    """The Deployment, DaemonSet, StatefulSet, Job or other controller of `pod`; the pod itself where it has none.

    A ReplicaSet made by a Deployment is named `<deployment>-<pod-template-hash>`, and its pods carry the hash as a
    label (kubernetes/kubernetes pkg/controller/deployment).
    """
    meta = pod.metadata
    owner = next((o for o in meta.owner_references or () if o.controller), None)
    if owner is None or owner.kind == "Node":  # a static pod is owned by its node: the pod is its own workload
        return Ref(kind="Pod", namespace=meta.namespace, name=meta.name)
    if owner.kind == "ReplicaSet":
        suffix = "-" + (meta.labels or {}).get("pod-template-hash", "")
        if suffix != "-" and owner.name.endswith(suffix):
            return Ref(kind="Deployment", namespace=meta.namespace, name=owner.name.removesuffix(suffix))
    return Ref(kind=owner.kind, namespace=meta.namespace, name=owner.name)


def pod_ref(pod: Pod) -> Ref:
    """The pod's own name."""
    return Ref(kind="Pod", namespace=pod.metadata.namespace, name=pod.metadata.name)
