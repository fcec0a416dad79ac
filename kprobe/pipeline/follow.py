"""From a question to the routes of the ways in that it means."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from kprobe.lookup.asked import Asked
from kprobe.lookup.find import find
from kprobe.lookup.found import Found, UnknownTarget
from kprobe.model.diagnosis import Verdict
from kprobe.model.exposure import Exposure
from kprobe.model.finding import Confidence
from kprobe.model.report import Report
from kprobe.model.route import Route
from kprobe.pipeline.bounds import needs
from kprobe.pipeline.known import Known, leaves_open
from kprobe.pipeline.question import part_asked
from kprobe.pipeline.reading import Needs

_HOST_KINDS = frozenset({"host-network", "host-port"})


class Followed(Struct, frozen=True, kw_only=True):
    """What was `found`, the ways in to look at, and their routes; of matched ones the entries that were asked about."""

    known: Known
    found: Found
    exposures: tuple[Exposure, ...]
    routes: Mapping[str, Route]


def follow(known: Known, asked: Asked) -> Followed:
    """Raises UnknownTarget where `asked` names nothing, or several things."""
    found = find(known.cluster, known.exposures, asked)
    among = {*found.matched, *found.others}
    exposures = tuple(_meant(e, found) for e in known.exposures if e.id in among)
    return Followed(known=known, found=found, exposures=exposures, routes=known.routes(exposures))


def follow_near(look: Callable[[Needs], Known], asked: Asked) -> Followed | None:
    """As `follow`, having read what the answer seems to need; None where that does not tell.

    A name that nothing there has may be elsewhere; what nothing leads to may be led to from elsewhere.
    """
    known = look(needs(part_asked(asked)))
    try:
        followed = follow(known, asked)
    except UnknownTarget:
        if known.snapshot.parts:
            return None
        raise
    return None if known.snapshot.parts and _wants_more(followed) else followed


def _wants_more(followed: Followed) -> bool:
    """Nothing leads there, or a port of a node's own, which any pod may claim as well, or something is left open."""
    matched = [e for e in followed.exposures if e.id in followed.found.matched]
    return not matched or any(e.kind in _HOST_KINDS for e in matched) or leaves_open(followed.known, followed.routes)


def settled(followed: Followed, report: Report) -> bool:
    """Whether nothing that was not read could change the answer: it works, or the API proves why it does not."""
    why = report.why
    if why is None or not followed.known.snapshot.parts or not report.probed:
        return True
    return why.verdict is Verdict.REACHABLE or why.confidence is Confidence.CERTAIN


def _meant(exposure: Exposure, found: Found) -> Exposure:
    """With only those entries that were asked about: of one node, of one pod."""
    if exposure.id not in found.matched:
        return exposure
    return replace(exposure, entries=tuple(entry for entry in exposure.entries if found.means(entry)))
