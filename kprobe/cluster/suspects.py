"""Which endpoint is the bad one, should one of several be: those that differ from the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct

from kprobe.cluster.endpoints import Backend
from kprobe.cluster.pods import declared_ports, ready
from kprobe.cluster.trouble import trouble
from kprobe.cluster.workloads import pod_ref, workload_of
from kprobe.model.objects.pod import Pod
from kprobe.model.route import Suspect

# Labels that every revision of a workload changes: a rollout is no fault.
_REVISIONS = frozenset({"pod-template-hash", "controller-revision-hash", "statefulset.kubernetes.io/pod-name"})
_MOST = 5


class _Known(Struct, frozen=True):
    """A backend with its pod, None for one made by hand."""

    backend: Backend
    pod: Pod | None


def suspects_among(backends: Iterable[Backend], pods: Iterable[Pod], protocol: str) -> tuple[Suspect, ...]:
    """Endpoints that differ from most others, those that differ most first; none where nothing tells them apart.

    Rows S-12, NP-15, SV-8, SV-12, SV-25. A difference proves nothing: pods of two workloads behind one Service are how
    canary and blue-green deployments work.
    """
    backends, pods = tuple(backends), tuple(pods)
    if len(backends) < 2 or _all_alike(backends, pods):
        return ()
    by_ref = {pod_ref(p): p for p in pods}
    once = {(b.pod or b.address, b.port): b for b in backends}  # a pod has a backend in each IP family
    known = [_Known(b, by_ref.get(b.pod) if b.pod else None) for b in once.values()]
    if len(known) < 2:
        return ()
    found: dict[int, list[str]] = {}
    for number, reason in (*_worse(known, protocol), *_rare(known)):
        found.setdefault(number, []).append(reason)
    ordered = sorted(found, key=lambda n: (-len(found[n]), known[n].backend.address))
    return tuple(_suspect(known[n].backend, found[n]) for n in ordered[:_MOST])


def _all_alike(backends: Sequence[Backend], pods: Sequence[Pod]) -> bool:
    """Whether it is plain that nothing tells them apart: what is compared is one and the same (see kube/interning)."""
    if not pods:
        return False
    first = pods[0]
    meta, spec, status = first.metadata, first.spec, first.status
    owners = meta.owner_references
    if not owners or any(o.kind == "Job" for o in owners):  # whose run a pod belongs to depends on its age, too
        return False
    names = {p.metadata.name for p in pods}
    return all(
        p.metadata.owner_references is owners
        and p.metadata.labels is meta.labels
        and p.metadata.namespace == meta.namespace
        and p.spec.containers is spec.containers
        and p.spec.init_containers is spec.init_containers
        and p.status.conditions is status.conditions
        and p.status.container_statuses is status.container_statuses
        for p in pods
    ) and all(
        b.port == backends[0].port and b.pod is not None and b.pod.name in names and b.pod.namespace == meta.namespace
        for b in backends
    )


def only_one_on(node: str, backends: tuple[Backend, ...]) -> tuple[Suspect, ...]:
    """The endpoint that answers for a node alone (externalTrafficPolicy Local), where it is the only one there."""
    return (_suspect(backends[0], [f"it is the only endpoint on {node}"]),) if len(backends) == 1 else ()


def _suspect(backend: Backend, reasons: Iterable[str]) -> Suspect:
    return Suspect(pod=backend.pod, address=backend.address, node=backend.node, reasons=tuple(reasons))


def _worse(known: list[_Known], protocol: str) -> Iterable[tuple[int, str]]:
    """What only some have and nobody should."""
    for trait in (_unready, lambda k: _undeclared(k, protocol), _restarted):
        told = [trait(k) for k in known]
        if all(told):
            continue
        yield from ((number, reason) for number, reason in enumerate(told) if reason)


def _unready(known: _Known) -> str:
    """Published all the same, by publishNotReadyAddresses (row SV-12)."""
    return "" if known.pod is None or ready(known.pod) else f"it is not ready: {trouble(known.pod)}"


def _undeclared(known: _Known, protocol: str) -> str:
    if known.pod is None or known.backend.port is None:
        return ""
    declared = {(p.container_port, p.protocol) for _, p in declared_ports(known.pod)}
    if not declared or (known.backend.port, protocol) in declared:
        return ""
    others = ", ".join(f"{n}/{p}" for n, p in sorted(declared)[:3])
    return f"it declares {others}, not {known.backend.port}/{protocol} to which it is sent"


def _restarted(known: _Known) -> str:
    count = sum(s.restart_count for s in (known.pod.status.container_statuses if known.pod else None) or ())
    return f"it has restarted {count} time{'s' if count > 1 else ''}" if count else ""


def _rare(known: list[_Known]) -> Iterable[tuple[int, str]]:
    """What most have in common and few do not; where there is no majority nobody stands out."""
    for words, trait in _TRAITS.items():
        values = [trait(k) for k in known]
        common, count = Counter(values).most_common(1)[0]
        if count * 2 > len(values):
            yield from (
                (n, words.format(value or "none", common or "none"))
                for n, value in enumerate(values)
                if value != common
            )


def _owner(known: _Known) -> str:
    return str(workload_of(known.pod)) if known.pod else "no pod"


def _images(known: _Known) -> str:
    return ", ".join(c.image for c in (known.pod.spec.containers if known.pod else None) or ())


def _labels(known: _Known) -> str:
    carried: Mapping[str, str] = (known.pod.metadata.labels if known.pod else None) or {}
    return ",".join(f"{k}={v}" for k, v in sorted(carried.items()) if k not in _REVISIONS)


_TRAITS: Mapping[str, Callable[[_Known], str]] = {
    "it belongs to {0}, most others to {1}": _owner,
    "it is sent to port {0}, most others to {1}": lambda k: str(k.backend.port),
    "it runs {0}, most others {1}": _images,
    "it has labels {0}, most others {1}": _labels,
}
