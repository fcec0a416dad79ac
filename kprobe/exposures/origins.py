"""Which objects a kind of way in is found from: without all of them, that one is missing proves nothing."""

from __future__ import annotations

from collections.abc import Iterable

from kprobe.model.snapshot import Gap, GapReason, Resource

ORIGINS: dict[str, Resource] = {
    "external-ip": Resource.SERVICES,
    "host-network": Resource.PODS,
    "host-port": Resource.PODS,
    "ingress": Resource.INGRESSES,
    "load-balancer": Resource.SERVICES,
    "node-port": Resource.SERVICES,
}
"""By the kind's slug."""


def hides(gaps: Iterable[Gap], kind: str, namespace: str) -> bool:
    """Whether a way in of this kind and namespace ("": any) may exist unseen, for one of `gaps`."""
    return hiding(gaps, kind, namespace) is not None


def hiding(gaps: Iterable[Gap], kind: str, namespace: str) -> Gap | None:
    """The gap that hides it. What a kind that is not known here is found from may be anything.

    A part of a report that is missing (a shard) hides whatever was in it.
    """
    origin = ORIGINS.get(kind)
    for gap in gaps:
        anything = gap.resource is None and gap.reason is GapReason.ABSENT
        of_kind = gap.resource is not None and (origin is None or gap.resource is origin)
        if anything or (of_kind and not (namespace and namespace in gap.read_in)):
            return gap
    return None
