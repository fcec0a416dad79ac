"""A selector that matches no pod: that of the workload which comes closest."""

from __future__ import annotations

from difflib import SequenceMatcher

from kprobe.cluster.cluster import Cluster
from kprobe.cluster.workloads import workload_of
from kprobe.lookup.commands import patch
from kprobe.lookup.fixer import Fixer
from kprobe.model.finding import Finding
from kprobe.model.refs import Ref

_ALIKE = 0.6


def fix(cluster: Cluster, finding: Finding) -> tuple[str, ...]:
    """Make the selector that of the one closest workload."""
    ref = finding.subject
    service = cluster.services.get((ref.namespace, ref.name))
    selector = (service.spec.selector or {}) if service else {}
    nearest = _nearest(selector, _labels_of(cluster, ref.namespace))
    if nearest is None:
        return ()
    wanted: dict[str, str | None] = {k: v for k, v in nearest.items() if selector.get(k) != v}
    wanted |= {k: None for k in selector if k not in nearest}
    return (patch(ref, {"spec": {"selector": wanted}}),)


def _labels_of(cluster: Cluster, namespace: str) -> dict[Ref, dict[str, str]]:
    """What each workload of a namespace selects its own pods by; of a bare pod all its labels."""
    found = {
        ref: dict(w.spec.selector.match_labels)
        for ref, w in cluster.workloads.items()
        if ref.namespace == namespace and w.spec.selector and w.spec.selector.match_labels
    }
    for pod in cluster.pod_index.in_namespace(namespace):
        workload = workload_of(pod)
        if workload.kind == "Pod" and pod.metadata.labels:
            found.setdefault(workload, dict(pod.metadata.labels))
    return found


def _nearest(selector: dict[str, str], workloads: dict[Ref, dict[str, str]]) -> dict[str, str] | None:
    """The labels of the one workload that is most alike; None where none is, or two are alike equally."""
    scored = sorted(((_score(selector, labels), ref) for ref, labels in workloads.items()), key=lambda s: -s[0])
    if not scored or scored[0][0] < _ALIKE or (len(scored) > 1 and scored[1][0] == scored[0][0]):
        return None
    return workloads[scored[0][1]]


def _score(selector: dict[str, str], labels: dict[str, str]) -> float:
    """The mean likeness of the selector's labels to those of the same key, or to the same value under another key."""
    if not selector:
        return 0.0
    total = 0.0
    for key, value in selector.items():
        if key in labels:
            total += SequenceMatcher(None, value, labels[key]).ratio()
        elif value in labels.values():
            total += 0.9
    return total / len(selector)


FIXER = Fixer(slug="service-selects-nothing", code="KP301", fix=fix)
