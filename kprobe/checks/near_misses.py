"""Workloads that a selector nearly matches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher

from kprobe.cluster.selectors import PodIndex
from kprobe.cluster.workloads import workload_of
from kprobe.model.objects.pod import Pod
from kprobe.model.objects.workload import Workload
from kprobe.model.refs import Ref

# A namespace with more workloads than this is not searched further: the hint is worth less than its cost.
_LOOKED_AT = 300
_ALIKE = 0.6

Labels = Mapping[str, str]


class NearMisses:
    """Built once from all live pods and pod templates, when the first question comes."""

    def __init__(self, pods: Iterable[Pod], workloads: Mapping[Ref, Workload]) -> None:
        self._workloads: dict[str, dict[Ref, Labels]] = defaultdict(dict)
        self._pods: dict[Ref, int] = defaultdict(int)
        self._namespaces: dict[tuple[str, str], set[str]] = defaultdict(set)
        kept = list(pods)
        self._index = PodIndex(kept)
        for pod in kept:
            namespace, labels = pod.metadata.namespace, pod.metadata.labels or {}
            owner = workload_of(pod)
            self._pods[owner] += 1
            self._workloads[namespace].setdefault(owner, labels)
            for item in labels.items():
                self._namespaces[item].add(namespace)
        for ref, workload in workloads.items():
            self._workloads[ref.namespace].setdefault(ref, workload.spec.template.metadata.labels or {})

    def nearest(self, namespace: str, selector: Labels) -> tuple[str, ...]:
        """The closest workloads of the namespace in words, at most two: `Deployment shop/web (3 pods) has app=web`."""
        scored = [
            (score, workload, labels)
            for workload, labels in list(self._workloads.get(namespace, {}).items())[:_LOOKED_AT]
            if (score := _score(selector, labels)) > 0
        ]
        scored.sort(key=lambda s: (-s[0], s[1]))
        return tuple(
            f"{workload}{self._size(workload)} has {_differing(selector, labels)}"
            for _, workload, labels in _best(scored)
        )

    def _size(self, workload: Ref) -> str:
        count = self._pods.get(workload, 0)
        return "" if workload.kind == "Pod" else f" ({count} pod{'' if count == 1 else 's'})"

    def elsewhere(self, namespace: str, selector: Labels) -> tuple[str, ...]:
        """Other namespaces in which pods match."""
        places = [self._namespaces.get(item, set()) for item in selector.items()]
        common = set.intersection(*places) - {namespace} if places else set()
        return tuple(n for n in sorted(common)[:20] if self._index.matching(n, dict(selector)))


def _best(scored: list[tuple[float, Ref, Labels]]) -> Iterator[tuple[float, Ref, Labels]]:
    return (s for s in scored[:2] if s[0] == scored[0][0])


def _score(selector: Labels, labels: Labels) -> float:
    """How many of the selector's labels agree, a similar value or key counting for its likeness."""
    total = 0.0
    for key, value in selector.items():
        if labels.get(key) == value:
            total += 1
        elif key in labels:
            likeness = SequenceMatcher(None, value, labels[key]).ratio()
            total += likeness if likeness >= _ALIKE else 0
        elif any(v == value for v in labels.values()):
            total += 0.5
    return total


def _differing(selector: Labels, labels: Labels) -> str:
    parts = []
    for key, value in sorted(selector.items()):
        if labels.get(key) == value:
            continue
        if key in labels:
            parts.append(f"{key}={labels[key]}")
            continue
        same = next((k for k, v in sorted(labels.items()) if v == value), "")
        parts.append(f"{same}={value}" if same else f"no label {key}")
    return ", ".join(parts)
