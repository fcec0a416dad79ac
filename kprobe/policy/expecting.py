"""Which ways in the policy has among those that may be open."""

from __future__ import annotations

from collections.abc import Iterable

from kprobe.exposures.origins import ORIGINS, hides
from kprobe.model.exposure import Exposure
from kprobe.model.snapshot import Gap
from kprobe.policy.policy import Expected
from kprobe.policy.selection import fits


def expects(expected: Expected, exposure: Exposure) -> bool:
    """Whether every field that is given fits."""
    return (
        (not expected.ids or fits(exposure.id, expected.ids))
        and (not expected.kinds or exposure.kind in expected.kinds)
        and (not expected.namespaces or fits(exposure.source.namespace, expected.namespaces))
        and (not expected.scopes or exposure.scope in expected.scopes)
        and (not expected.ports or any(first <= exposure.port <= last for first, last in expected.ports))
    )


def may_be_hidden(expected: Expected, gaps: Iterable[Gap]) -> bool:
    """Whether what fits may exist unseen, as not all of the objects that would open it could be read."""
    gaps = tuple(gaps)
    named = [n for n in expected.namespaces if not set(n) & set("*?[")]
    namespaces = named if named and len(named) == len(expected.namespaces) else [""]
    return any(hides(gaps, kind, namespace) for kind in expected.kinds or ORIGINS for namespace in namespaces)
