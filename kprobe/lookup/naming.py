"""Which object a name means."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from kprobe.cluster.cluster import Cluster
from kprobe.lookup.asked import ObjectAsked
from kprobe.lookup.found import UnknownTarget
from kprobe.lookup.inventory import could_be_missed, every_ref, known_by_pods, typed
from kprobe.model.refs import Ref

_SHOWN = 6
_ALIKE = 0.6


def the_object(cluster: Cluster, asked: ObjectAsked) -> Ref:
    """The one object that is meant; raises UnknownTarget with candidates.

    Without a namespace that of the kubeconfig's context comes first, as for kubectl; a name that only one object of
    the whole cluster has is unmistakable as well.
    """
    everything = every_ref(cluster)
    named = [r for r in everything if r.name == asked.name and asked.kind in {"", r.kind}]
    fitting = [r for r in named if asked.namespace in {None, r.namespace} or not r.namespace]
    at_home = [r for r in fitting if r.namespace == cluster.snapshot.namespace]
    if len(fitting) > 1 and asked.namespace is None and len(at_home) == 1 and asked.kind:
        fitting = at_home
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        candidates = tuple(typed(r) for r in sorted(fitting))
        raise UnknownTarget(
            f"{_said(asked)} is the name of {len(fitting)} objects",
            candidates=candidates,
            hint=f"Ask about one of: {_few(candidates)}",
        )
    raise _unknown(cluster, asked, everything)


def _unknown(cluster: Cluster, asked: ObjectAsked, everything: Iterable[Ref]) -> UnknownTarget:
    missed = could_be_missed(cluster, asked.kind, asked.namespace)
    nearest = nearest_to(asked, everything)
    said = f"Did you mean {_few(nearest)}?" if nearest else ""
    if missed:
        names = ", ".join(r.value for r in missed[:3])
        return UnknownTarget(
            f"no {_said(asked)} was found, but {names} could not be read", candidates=nearest, hint=said
        )
    hint = said or "`kprobe scan` lists every way in."
    if known_by_pods(asked.kind):
        return UnknownTarget(
            f"no pod of {_said(asked)} was found, and {asked.kind}s themselves are not read: it may exist all the same",
            candidates=nearest,
            hint=f"Ask about a Service or a pod. {said}".rstrip(),
        )
    return UnknownTarget(f"there is no {_said(asked)}", candidates=nearest, hint=hint)


def nearest_to(asked: ObjectAsked, everything: Iterable[Ref]) -> tuple[str, ...]:
    """What to type instead, best first: the same name elsewhere, or of another kind, then names that look alike."""
    refs = sorted(everything)
    exact = [r for r in refs if r.name == asked.name]
    likely = [r for r in refs if asked.kind in {"", r.kind} and asked.namespace in {None, r.namespace}]
    wider = [r for r in refs if asked.kind in {"", r.kind} and r.kind != "Pod"]
    chosen: dict[Ref, None] = dict.fromkeys(exact)
    for pool in (likely, wider):
        close = get_close_matches(asked.name, sorted({r.name for r in pool}), n=_SHOWN, cutoff=_ALIKE)
        chosen.update((r, None) for name in close for r in pool if r.name == name)
        if len(chosen) >= _SHOWN:
            break
    return tuple(typed(r) for r in list(chosen)[:_SHOWN])


def _said(asked: ObjectAsked) -> str:
    where = f"{asked.namespace}/{asked.name}" if asked.namespace else asked.name
    return f"{asked.kind or 'object'} {where}"


def _few(candidates: tuple[str, ...]) -> str:
    more = f" … ({len(candidates) - _SHOWN} more)" if len(candidates) > _SHOWN else ""
    return ", ".join(candidates[:_SHOWN]) + more
