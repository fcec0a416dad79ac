"""Which workload a pod belongs to, from its own metadata, without another request."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from kprobe.model.objects.pod import Pod
from kprobe.model.objects.workload import Workload
from kprobe.model.refs import Ref

# `<cronjob>-<minutes since 1970>` (pkg/controller/cronjob/utils.go, getJobName): eight digits from 1989 to 2160.
_SCHEDULED = re.compile(r"(?P<cron_job>.+)-(?P<minute>[1-9]\d{7})")
_FIRST_MINUTE = 24_000_000  # in 2015, before there were CronJobs; a date such as 20261101 is below
_LONGEST = timedelta(days=30)  # that a pod of a run may be younger than the run


class TemplateIndex:
    """Workloads by the labels of their pod templates: who would make the pods that a selector asks for."""

    def __init__(self, workloads: Mapping[Ref, Workload]) -> None:
        self._workloads = workloads
        self._by_label: dict[tuple[str, str, str], set[Ref]] = defaultdict(set)
        for ref, workload in workloads.items():
            for key, value in (workload.spec.template.metadata.labels or {}).items():
                self._by_label[ref.namespace, key, value].add(ref)

    def matching(self, namespace: str, selector: Mapping[str, str] | None) -> dict[Ref, Workload]:
        """Those whose pods would carry every label of a Service's `selector`; an empty selector selects nothing."""
        if not selector:
            return {}
        hits = [self._by_label.get((namespace, k, v), set()) for k, v in selector.items()]
        return {ref: self._workloads[ref] for ref in sorted(set.intersection(*hits))}


def workload_of(pod: Pod) -> Ref:
    """The Deployment, DaemonSet, StatefulSet, Job or other controller of `pod`; the pod itself where it has none.

    A ReplicaSet made by a Deployment is named `<deployment>-<pod-template-hash>`, and its pods carry the hash as a
    label (kubernetes/kubernetes pkg/controller/deployment). A Job made by a CronJob is named after the minute for which
    it was scheduled, so that the CronJob's name is what stays from run to run.
    """
    meta = pod.metadata
    owner = next((o for o in meta.owner_references or () if o.controller), None)
    if owner is None or owner.kind == "Node":  # a static pod is owned by its node: the pod is its own workload
        return Ref(kind="Pod", namespace=meta.namespace, name=meta.name)
    if owner.kind == "ReplicaSet":
        suffix = "-" + (meta.labels or {}).get("pod-template-hash", "")
        if suffix != "-" and owner.name.endswith(suffix):
            return Ref(kind="Deployment", namespace=meta.namespace, name=owner.name.removesuffix(suffix))
    if owner.kind == "Job" and (cron_job := _cron_job(owner.name, meta.creation_timestamp or "")):
        return Ref(kind="CronJob", namespace=meta.namespace, name=cron_job)
    return Ref(kind=owner.kind, namespace=meta.namespace, name=owner.name)


def workloads_of(pods: Iterable[Pod]) -> set[Ref]:
    """The workloads of several pods; those that hold one and the same metadata (see kube/interning) are asked once."""
    known: set[tuple[int, int]] = set()
    found: set[Ref] = set()
    for pod in pods:
        owners = pod.metadata.owner_references
        parts = (id(owners), id(pod.metadata.labels))  # of objects that the pods keep alive
        if parts in known:
            continue
        if owners and all(o.kind != "Job" for o in owners):  # a Job's name alone does not tell whose it is
            known.add(parts)
        found.add(workload_of(pod))
    return found


def _cron_job(job: str, pod_created: str) -> str:
    """The CronJob in a Job's name, "" where the name's end is no minute for which this pod may have been scheduled."""
    match = _SCHEDULED.fullmatch(job)
    if match is None or int(match["minute"]) < _FIRST_MINUTE:
        return ""
    try:
        minute = datetime.fromisoformat(pod_created).timestamp() // 60
    except (ValueError, OverflowError):
        return match["cron_job"]
    waited = timedelta(minutes=minute - int(match["minute"]))
    return match["cron_job"] if timedelta(minutes=-1) <= waited <= _LONGEST else ""


def pod_ref(pod: Pod) -> Ref:
    """The pod's own name."""
    return Ref(kind="Pod", namespace=pod.metadata.namespace, name=pod.metadata.name)
