"""From an exposure's id, as a scan prints it."""

from __future__ import annotations

from difflib import get_close_matches

from kprobe.cluster.cluster import Cluster
from kprobe.lookup.asked import IdAsked
from kprobe.lookup.found import Found, UnknownTarget
from kprobe.lookup.objects import others_of
from kprobe.model.exposure import Exposure


def find_id(cluster: Cluster, exposures: tuple[Exposure, ...], asked: IdAsked) -> Found:
    """The one way in of this id; raises UnknownTarget."""
    chosen = tuple(e for e in exposures if e.id == asked.id)
    if not chosen:
        near = tuple(get_close_matches(asked.id, [e.id for e in exposures], n=5, cutoff=0.7))
        raise UnknownTarget(
            f"there is no way in with the id {asked.id}",
            candidates=near,
            hint=f"Did you mean {', '.join(near)}?"
            if near
            else "`kprobe scan -o json` lists every way in with its id.",
        )
    return Found(subjects=(chosen[0].source,), matched=(asked.id,), others=others_of(cluster, exposures, None, chosen))
