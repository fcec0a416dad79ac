"""Pods by their names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from kprobe.model.objects.pod import Pod
from kprobe.model.refs import Ref


class PodsByName(Mapping[Ref, Pod]):
    """As a dict by reference would be, without keeping a reference for every pod; of one name the last counts."""

    def __init__(self, pods: Iterable[Pod]) -> None:
        self._by_namespace: dict[str, dict[str, Pod]] = defaultdict(dict)
        for pod in pods:
            meta = pod.metadata
            self._by_namespace[meta.namespace][meta.name] = pod

    def __getitem__(self, ref: Ref) -> Pod:
        named = self._by_namespace.get(ref.namespace)
        if ref.kind != "Pod" or named is None:
            raise KeyError(ref)
        return named[ref.name]

    def __iter__(self) -> Iterator[Ref]:
        for namespace, named in self._by_namespace.items():
            for name in named:
                yield Ref(kind="Pod", namespace=namespace, name=name)

    def __len__(self) -> int:
        return sum(map(len, self._by_namespace.values()))
