"""Whose an address and port is, as far as the API tells: what a host name leads to may be another Service."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from msgspec import Struct

from kprobe.model.exposure import Exposure
from kprobe.model.probe import Observation
from kprobe.model.refs import Ref

_BALANCED = frozenset({"load-balancer", "external-ip"})


class Owners(Struct, frozen=True, kw_only=True):
    """Services by (address, port) of their load balancers and external IPs.

    Not those through which an Ingress is reached, nor others with the workload that stands behind these.
    """

    at: Mapping[tuple[str, int], Ref]

    def stranger(self, seen: Observation | None) -> Ref | None:
        """The Service to which all of a name's addresses belong at the port that was asked; None for no such one."""
        if seen is None or not seen.addresses:
            return None
        found = [self.at.get((address, seen.target.port)) for address in seen.addresses]
        return found[0] if all(found) else None


def owners(exposures: Iterable[Exposure]) -> Owners:
    """Of everything that a cluster exposes."""
    known = tuple(exposures)
    vias = {e.via for x in known if x.kind == "ingress" for e in x.entries if e.via}
    fronts = {x.workload or x.service for x in known if x.id in vias}
    at: dict[tuple[str, int], set[Ref | None]] = defaultdict(set)
    for exposure in known:
        if exposure.kind == "ingress":
            continue
        front = exposure.id in vias or (exposure.workload or exposure.service) in fronts
        service = None if front or exposure.kind not in _BALANCED else exposure.service
        for entry in exposure.entries:
            at[entry.address, entry.port].add(service)
    alone = {place: next(iter(found)) for place, found in at.items() if len(found) == 1}
    return Owners(at={place: ref for place, ref in alone.items() if ref is not None})
