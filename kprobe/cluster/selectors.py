"""Label selectors: an index of labels, and the command line's syntax."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from kprobe.errors import UsageError
from kprobe.model.objects.pod import Pod

Labels = Mapping[str, str]


class PodIndex:
    """Pods by namespace and label: cost of a question grows with its rarest label, not with the number of pods."""

    def __init__(self, pods: Iterable[Pod]) -> None:
        self._by_label: dict[tuple[str, str, str], list[int]] = defaultdict(list)
        self._by_namespace: dict[str, list[Pod]] = defaultdict(list)
        self._pods: list[Pod] = []
        for pod in pods:
            number = len(self._pods)
            self._pods.append(pod)
            self._by_namespace[pod.metadata.namespace].append(pod)
            for key, value in (pod.metadata.labels or {}).items():
                self._by_label[pod.metadata.namespace, key, value].append(number)

    def in_namespace(self, namespace: str) -> tuple[Pod, ...]:
        """Every pod of a namespace."""
        return tuple(self._by_namespace.get(namespace, ()))

    def matching(self, namespace: str, selector: Labels | None) -> tuple[Pod, ...]:
        """Pods that carry every label of a Service's `selector`; an empty selector selects nothing."""
        if not selector:
            return ()
        hits = sorted((self._by_label.get((namespace, k, v), []) for k, v in selector.items()), key=len)
        chosen = set(hits[0]).intersection(*hits[1:])
        return tuple(self._pods[number] for number in sorted(chosen))


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
