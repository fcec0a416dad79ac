"""The links from an entry to the process that should answer, and what they predict."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from kprobe.model.exposure import Entry
from kprobe.model.finding import Confidence
from kprobe.model.probe import PortState
from kprobe.model.refs import Ref


class LinkState(StrEnum):
    """What the configuration says about one step."""

    OK = "ok"
    BROKEN = "broken"
    UNKNOWN = "unknown"
    NOT_CHECKED = "not-checked"


class Prediction(Struct, frozen=True, kw_only=True, gc=False):
    """What an outside client must see at an entry, and because of which link (its slug).

    `states`: the port states that may be seen; empty: nothing can be said. `works`: whether a client gets through to
    the workload (None: not known); an open port with `works` False is a load balancer or router that answers for a
    dead backend. `statuses`: the HTTP statuses that such a router may answer; empty: any. `by_intent`: silent because
    somebody asked for it (externalTrafficPolicy Local, a loopback hostIP); that does not lower an exposure's verdict.
    `others_answer`: another rule may answer in its place, so that an answer proves nothing for this one.
    """

    states: tuple[PortState, ...]
    confidence: Confidence
    reason: str
    link: str
    works: bool | None
    statuses: tuple[int, ...] = ()
    by_intent: bool = False
    others_answer: bool = False


class Suspect(Struct, frozen=True, kw_only=True, gc=False):
    """An endpoint that differs from the others (`reasons`, in words): the likeliest, should one of several be bad.

    `pod` is None for an endpoint made by hand, `node` "" where it is not known.
    """

    pod: Ref | None
    address: str
    node: str
    reasons: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.pod or self.address}" + (f" on {self.node}" if self.node else "")


class Link(Struct, frozen=True, kw_only=True, gc=False):
    """One step of a route.

    `effect` is what a client sees because of this link: for a broken link the symptom, None where the link is fine
    or nothing follows. `finding` is the code of the check that reports the same fact about `subject`, "" for none.
    `admits`: the networks (CIDRs) whose clients it lets through; empty where it does not ask. `endpoints`: how many
    usable ones there are, where that is what it says; `suspects`: of several those that differ from the rest.
    """

    link: str
    subject: Ref
    state: LinkState
    reason: str
    evidence: tuple[str, ...] = ()
    effect: Prediction | None = None
    finding: str = ""
    admits: tuple[str, ...] = ()
    endpoints: int = 0
    suspects: tuple[Suspect, ...] = ()


class EntryRoute(Struct, frozen=True, kw_only=True, gc=False):
    """The links of one entry, outermost first, and the prediction that they give.

    `local`: whether a backend runs on the entry's own node; None where that says nothing. `backends`: how many usable
    endpoints one connection may meet; 1 where that is not known.
    """

    entry: Entry
    links: tuple[Link, ...]
    prediction: Prediction | None
    local: bool | None = None
    backends: int = 1


class Route(Struct, frozen=True, kw_only=True, gc=False):
    """The routes of one exposure's entries. `links` are those every entry shares or, without an entry, all there is."""

    exposure: str
    entries: tuple[EntryRoute, ...]
    links: tuple[Link, ...] = ()

    def every_link(self) -> tuple[Link, ...]:
        """All distinct links, in the order in which a client meets them."""
        seen: dict[Link, None] = {}
        for entry in self.entries:
            seen.update(dict.fromkeys(entry.links))
        seen.update(dict.fromkeys(self.links))
        return tuple(seen)
