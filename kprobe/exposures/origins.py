"""Which objects a kind of way in is found from: without all of them, that one is missing proves nothing."""

from __future__ import annotations

from collections.abc import Iterable

from kprobe.model.snapshot import Gap, Resource

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
    """Whether a way in of this kind and namespace ("": any) may exist unseen, for one of `gaps`.

    What a kind that is not known here is found from may be anything.
    """
    origin = ORIGINS.get(kind)
    return any(
        not (namespace and namespace in gap.read_in)
        for gap in gaps
        if gap.resource is not None and (origin is None or gap.resource is origin)
    )
