"""What is assumed where no cluster may be asked (`--offline`): nodes like any other, classes that somebody serves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec
from msgspec.structs import replace

from kprobe.manifests.manifest import Manifest
from kprobe.manifests.placement import wish_of
from kprobe.model.objects.ingress import Ingress, IngressClass
from kprobe.model.objects.meta import Condition, ObjectMeta
from kprobe.model.objects.node import Node, NodeStatus
from kprobe.model.objects.service import LoadBalancerIngress, LoadBalancerStatus
from kprobe.model.snapshot import Gap, GapReason, Snapshot

NODE = "a node"
DEFAULT_CLASS = "default"
_EFFECT = (
    "nodes, what others hold of host ports and NodePorts, pods that Services select elsewhere, backends and rules that "
    "are not among these files, and who serves a class, are not looked at"
)


def assumed(manifests: tuple[Manifest, ...]) -> tuple[tuple[Manifest, ...], Snapshot]:
    """The manifests, their Ingresses as if served, and a cluster of nodes and classes alone.

    One node has neither labels nor taints; for each node selector there is one that it fits.
    """
    manifests, classes = _with_served_classes(manifests)
    nodes = tuple(_nodes(manifests))
    return manifests, Snapshot(taken_at=datetime.now(UTC), context="no cluster", nodes=nodes, ingress_classes=classes)


def unknown() -> tuple[Gap, ...]:
    """What was not asked for: said, and no reason to call the report incomplete."""
    return (Gap(what="the cluster", reason=GapReason.NOT_ASKED, effect=_EFFECT, advisory=True),)


def _with_served_classes(manifests: tuple[Manifest, ...]) -> tuple[tuple[Manifest, ...], tuple[IngressClass, ...]]:
    """Ingresses with an address, as if served, and the classes that they name and the files do not bring along."""
    defined = {m.ref.name for m in manifests if isinstance(m.object, IngressClass)}
    named: set[str] = set()
    changed = []
    for manifest in manifests:
        if not isinstance(manifest.object, Ingress):
            changed.append(manifest)
            continue
        ingress = _served(manifest.object)
        if ingress.spec.ingress_class_name:
            named.add(ingress.spec.ingress_class_name)
        changed.append(replace(manifest, object=ingress))
    classes = tuple(IngressClass(metadata=ObjectMeta(name=name)) for name in sorted(named - defined))
    return tuple(changed), classes


def _served(ingress: Ingress) -> Ingress:
    notes, spec = ingress.metadata.annotations, ingress.spec
    if not spec.ingress_class_name and not (notes and notes.ingress_class):
        spec = msgspec.structs.replace(spec, ingress_class_name=DEFAULT_CLASS)
    address = LoadBalancerStatus(ingress=(LoadBalancerIngress(ip="198.19.0.1"),))
    status = msgspec.structs.replace(ingress.status, load_balancer=address)
    return msgspec.structs.replace(ingress, spec=spec, status=status)


def _nodes(manifests: tuple[Manifest, ...]) -> Iterator[Node]:
    yield _node(NODE, {})
    makers = (m for m in manifests if m.kind.template is not None)
    for selector in dict.fromkeys(wish_of(m).selector for m in makers):
        if selector:
            yield _node(f"{NODE} with {','.join(f'{k}={v}' for k, v in selector)}", dict(selector))


def _node(name: str, labels: dict[str, str]) -> Node:
    ready = Condition(type="Ready", status="True")
    return Node(metadata=ObjectMeta(name=name, labels=labels), status=NodeStatus(conditions=(ready,)))
