"""On which nodes a pod may run, as the scheduler filters them: by name, labels, required affinity and taints."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from kprobe.kube.decoding import BROKEN, convert_object
from kprobe.manifests.manifest import Manifest
from kprobe.manifests.marked import Block
from kprobe.model.objects.node import Node, Taint

_BLOCKING = frozenset({"NoSchedule", "NoExecute"})
# Conditions of a node that pass; the scheduler of the moment heeds them, a manifest outlives them.
_PASSING = "node.kubernetes.io/"


class Toleration(Struct, frozen=True, kw_only=True):
    """core/v1 Toleration."""

    key: str = ""
    operator: str = ""
    value: str = ""
    effect: str = ""

    def tolerates(self, taint: Taint) -> bool:
        """ToleratesTaint of core/v1: an empty key with Exists tolerates everything."""
        if self.effect not in {"", taint.effect} or self.key not in {"", taint.key}:
            return False
        return self.operator == "Exists" or (self.operator in {"", "Equal"} and self.value == taint.value)


class Requirement(Struct, frozen=True, kw_only=True):
    """core/v1 NodeSelectorRequirement."""

    key: str = ""
    operator: str = ""
    values: tuple[str, ...] | None = None

    def holds(self, labels: Mapping[str, str]) -> bool:
        """As labels.Requirement.Matches: NotIn and DoesNotExist hold where the label is missing."""
        value, values = labels.get(self.key), self.values or ()
        match self.operator:
            case "In":
                return value in values
            case "NotIn":
                return value not in values
            case "Exists":
                return value is not None
            case "DoesNotExist":
                return value is None
            case "Gt" | "Lt":
                return value is not None and _compared(value, values, greater=self.operator == "Gt")
        return False


class Term(Struct, frozen=True, kw_only=True, rename="camel"):
    """core/v1 NodeSelectorTerm; one without any requirement matches nothing."""

    match_expressions: tuple[Requirement, ...] | None = None
    match_fields: tuple[Requirement, ...] | None = None

    def matches(self, node: Node) -> bool:
        """Fields know the node's name alone."""
        expressions, fields = self.match_expressions or (), self.match_fields or ()
        name = {"metadata.name": node.metadata.name}
        return bool(expressions or fields) and all(
            (*(r.holds(node.metadata.labels or {}) for r in expressions), *(r.holds(name) for r in fields))
        )


class _NodeSelector(Struct, frozen=True, kw_only=True, rename="camel"):
    node_selector_terms: tuple[Term, ...] | None = None


class _NodeAffinity(Struct, frozen=True, kw_only=True, rename="camel"):
    required_during_scheduling_ignored_during_execution: _NodeSelector | None = None


class _Affinity(Struct, frozen=True, kw_only=True, rename="camel"):
    node_affinity: _NodeAffinity | None = None


class _PodSpec(Struct, frozen=True, kw_only=True, rename="camel"):
    node_name: str = ""
    node_selector: dict[str, str] | None = None
    tolerations: tuple[Toleration, ...] | None = None
    affinity: _Affinity | None = None


class Wish(Struct, frozen=True, kw_only=True):
    """Where the pods of a manifest may run. `terms`: required node affinity, of which one must match; None for none."""

    node: str = ""
    selector: tuple[tuple[str, str], ...] = ()
    terms: tuple[Term, ...] | None = None
    tolerations: tuple[Toleration, ...] = ()
    everywhere: bool = False

    @property
    def anywhere(self) -> bool:
        """Whether any node will do, taints aside."""
        return not (self.node or self.selector or self.terms is not None)

    def fits(self, node: Node) -> bool:
        """Whether a pod may run there; `everywhere`: a DaemonSet's pods run on cordoned nodes, too."""
        if self.node:
            return node.metadata.name == self.node  # past the scheduler, and with it past taints
        labels = node.metadata.labels or {}
        if any(labels.get(key) != value for key, value in self.selector):
            return False
        if self.terms is not None and not any(term.matches(node) for term in self.terms):
            return False
        if node.spec.unschedulable and not self.everywhere:
            return False
        return all(
            any(t.tolerates(taint) for t in self.tolerations) for taint in node.spec.taints or () if _stops(taint)
        )


def wish_of(manifest: Manifest) -> Wish:
    """What the pod template asks for; what cannot be read asks for nothing."""
    value = manifest.source
    for step in (*(manifest.kind.template or ()), "spec"):
        inner = value.get(step)
        value = inner if isinstance(inner, Block) else Block()
    try:
        spec = convert_object(value, _PodSpec)
    except BROKEN:
        spec = _PodSpec()
    affinity = spec.affinity.node_affinity if spec.affinity else None
    required = affinity.required_during_scheduling_ignored_during_execution if affinity else None
    return Wish(
        node=spec.node_name,
        selector=tuple(sorted((spec.node_selector or {}).items())),
        terms=None if required is None else required.node_selector_terms or (),
        tolerations=spec.tolerations or (),
        everywhere=manifest.kind.kind == "DaemonSet",
    )


def _stops(taint: Taint) -> bool:
    return taint.effect in _BLOCKING and not taint.key.startswith(_PASSING)


def _compared(value: str, values: tuple[str, ...], *, greater: bool) -> bool:
    try:
        mine, bound = int(value), int(values[0])
    except (ValueError, IndexError):
        return False
    return mine > bound if greater else mine < bound
