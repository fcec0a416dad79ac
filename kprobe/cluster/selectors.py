"""Label selectors: an index of labels, and the command line's syntax."""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

from kprobe.errors import UsageError
from kprobe.model.objects.pod import Pod

Labels = Mapping[str, str]


class PodIndex:
    """Pods by namespace and label: cost of a question grows with its rarest label, not with the number of pods.

    Pods that hold one and the same labels (see kube/interning) are one group, and only groups are indexed.
    """

    def __init__(self, pods: Iterable[Pod]) -> None:
        self._pods = tuple(pods)
        self._groups: list[array[int]] = []
        # By namespace, key and value. Most values belong to one group, for which no list is kept.
        self._by_label: dict[str, dict[str, dict[str, int | list[int]]]] = defaultdict(dict)
        known: dict[tuple[str, int], array[int]] = {}
        for number, pod in enumerate(self._pods):
            namespace, labels = pod.metadata.namespace, pod.metadata.labels
            if not labels:
                continue
            key = (namespace, id(labels))  # of an object that the pods keep alive
            if (group := known.get(key)) is None:
                group = known[key] = array("I")
                of_namespace = self._by_label[namespace]
                for label, value in labels.items():
                    _add(of_namespace.setdefault(label, {}), value, len(self._groups))
                self._groups.append(group)
            group.append(number)

    @cached_property
    def _by_namespace(self) -> dict[str, list[Pod]]:
        found: dict[str, list[Pod]] = defaultdict(list)
        for pod in self._pods:
            found[pod.metadata.namespace].append(pod)
        return found

    def in_namespace(self, namespace: str) -> tuple[Pod, ...]:
        """Every pod of a namespace."""
        return tuple(self._by_namespace.get(namespace, ()))

    def matching(self, namespace: str, selector: Labels | None) -> tuple[Pod, ...]:
        """Pods that carry every label of a Service's `selector`; an empty selector selects nothing."""
        of_namespace = self._by_label.get(namespace)
        if not selector or of_namespace is None:
            return ()
        hits = sorted((_groups(of_namespace.get(label, {}).get(value)) for label, value in selector.items()), key=len)
        chosen = set(hits[0]).intersection(*hits[1:])
        numbers = sorted(number for group in chosen for number in self._groups[group])
        return tuple([self._pods[number] for number in numbers])


def _add(values: dict[str, int | list[int]], value: str, group: int) -> None:
    held = values.setdefault(value, group)
    if isinstance(held, list):
        held.append(group)
    elif held != group:
        values[value] = [held, group]


def _groups(held: int | list[int] | None) -> list[int]:
    if held is None:
        return []
    return held if isinstance(held, list) else [held]


_TERM = re.compile(
    r"""\s*(?:
        (?P<set_key>[^\s,()!=]+)\s+(?P<set_op>in|notin)\s*\((?P<values>[^()]*)\)
      | !\s*(?P<absent>[^\s,()!=]+)
      | (?P<key>[^\s,()!=]+)\s*(?P<op>==|=|!=)\s*(?P<value>[^\s,()!=]*)
      | (?P<present>[^\s,()!=]+)
    )\s*(?:,|$)""",
    re.VERBOSE,
)


def parse_selector(text: str) -> Callable[[Labels], bool]:
    """A test for labels from `kubectl -l` syntax (equality, sets, presence); raises UsageError."""
    terms: list[Callable[[Labels], bool]] = []
    position = 0
    while position < len(text.rstrip()):
        match = _TERM.match(text, position)
        if match is None:
            raise UsageError(
                f"label selector {text!r} cannot be read at {text[position:]!r}",
                hint="Write it as for kubectl: app=web,tier!=cache,env in (prod,stage),!debug",
            )
        terms.append(_term(match))
        position = match.end()
    return lambda labels: all(term(labels) for term in terms)


def _term(match: re.Match[str]) -> Callable[[Labels], bool]:
    if key := match["set_key"]:
        values = {v.strip() for v in match["values"].split(",")}
        wanted = match["set_op"] == "in"
        return lambda labels: (labels.get(key) in values) is wanted
    if key := match["absent"]:
        return lambda labels: key not in labels
    if key := match["present"]:
        return lambda labels: key in labels
    key, value = match["key"], match["value"]
    if match["op"] == "!=":
        return lambda labels: labels.get(key) != value
    return lambda labels: labels.get(key) == value
