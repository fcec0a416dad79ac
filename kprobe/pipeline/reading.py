"""Reads what an answer needs, in steps: what the first lists say tells which parts of the others matter."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from kprobe.cluster.cluster import Cluster
from kprobe.cluster.events_asked import asks_events
from kprobe.kube.source import Source
from kprobe.kube.want import EVERYTHING, Want
from kprobe.model.snapshot import Part, Resource, Snapshot
from kprobe.progress import Progress

Needs = Callable[[Cluster], tuple[Want, ...]]
"""What has to be read, going by what has been; asked again until it wants nothing new."""
_CONCLUSIONS = frozenset({Resource.SERVICE_PROXY, Resource.NODE_PORT_RANGE})
_EVENTS = tuple(want for want in EVERYTHING if want.resource is Resource.EVENTS)
_BUT_EVENTS = tuple(want for want in EVERYTHING if want.resource is not Resource.EVENTS)
_NO_EVENTS = (Part(resource=Resource.EVENTS),)


def everything(_known: Cluster) -> tuple[Want, ...]:
    """No part of anything is left out that an answer could rest on."""
    return EVERYTHING


def read(source: Source, needs: Needs, first: tuple[Want, ...], progress: Progress) -> Snapshot:
    """`first`, then what `needs` asks for. Raises KprobeError where nothing can be read."""
    if needs is everything:
        return _everything(source, progress)
    with source.open(progress) as reader:
        taken, asked = reader.snapshot(progress, first), first
        while taken.parts:
            more = tuple(w for w in needs(Cluster(taken)) if w not in asked)
            if not more:
                break
            taken, asked = joined(taken, reader.snapshot(progress, more)), (*asked, *more)
    return taken


def _everything(source: Source, progress: Progress) -> Snapshot:
    """The events only where one may be asked about; where none is, that they were not read leaves nothing open."""
    with source.open(progress) as reader:
        taken = reader.snapshot(progress, _BUT_EVENTS)
        if taken.parts != _NO_EVENTS:  # files hold what they hold
            return taken
        if asks_events(Cluster(taken)):
            return joined(taken, reader.snapshot(progress, _EVENTS))
    return replace(taken, parts=())


def joined(first: Snapshot, more: Snapshot) -> Snapshot:
    """Both: an object may be in it twice, which does no harm (Cluster). What was concluded with the nodes stands."""
    later = (g for g in more.gaps if g.resource not in _CONCLUSIONS)
    return replace(
        first,
        pods=(*first.pods, *more.pods),
        services=(*first.services, *more.services),
        endpoint_slices=(*first.endpoint_slices, *more.endpoint_slices),
        nodes=(*first.nodes, *more.nodes),
        ingresses=(*first.ingresses, *more.ingresses),
        ingress_classes=(*first.ingress_classes, *more.ingress_classes),
        events=(*first.events, *more.events),
        deployments=(*first.deployments, *more.deployments),
        stateful_sets=(*first.stateful_sets, *more.stateful_sets),
        daemon_sets=(*first.daemon_sets, *more.daemon_sets),
        gaps=tuple(dict.fromkeys((*first.gaps, *later))),
        parts=_parts(first.parts, more.parts),
    )


def _parts(first: tuple[Part, ...], more: tuple[Part, ...]) -> tuple[Part, ...]:
    """What both leave out: whole is what one of them has whole."""
    also = {part.resource: part for part in more}
    return tuple(
        replace(part, whole_in=tuple(dict.fromkeys((*part.whole_in, *also[part.resource].whole_in))))
        for part in first
        if part.resource in also
    )
