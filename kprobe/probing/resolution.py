"""What came of a name, and how it is said."""

from __future__ import annotations

from msgspec import Struct

from kprobe.model.probe import Lookup, ResolutionFacts

OWN_TROUBLE = frozenset({Lookup.SERVER_FAILED, Lookup.NO_ANSWER})
"""Outcomes that prove nothing about the name."""


class Resolution(Struct, frozen=True, kw_only=True):
    """All `addresses` of a name in the resolver's order, or the `error` in words; `facts`: where that comes from.

    `own_trouble`: the resolver is at fault, which proves nothing about the name.
    """

    addresses: tuple[str, ...] = ()
    error: str = ""
    own_trouble: bool = False
    facts: ResolutionFacts | None = None


def resolution(facts: ResolutionFacts, words: str = "") -> Resolution:
    """The resolution that `facts` amount to; `words` say more precisely why it failed."""
    if facts.outcome is Lookup.FOUND:
        return Resolution(addresses=facts.addresses, facts=facts)
    return Resolution(error=words or _words(facts), own_trouble=facts.outcome in OWN_TROUBLE, facts=facts)


def _words(facts: ResolutionFacts) -> str:
    whose = f"the name is an alias of {facts.aliases[-1]}, which" if facts.aliases else "the name"
    at = f" ({facts.server})" if facts.server else ""
    return {
        Lookup.NO_SUCH_NAME: f"{whose} does not exist",
        Lookup.NO_ADDRESS: f"{whose} has no address",
        Lookup.SERVER_FAILED: f"the resolver failed{at}",
        Lookup.NO_ANSWER: f"the resolver did not answer{at}",
    }[facts.outcome]
