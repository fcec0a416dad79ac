"""The top of a page about one target: the answer, what was seen at the very place, what would open a way in."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from kprobe.model.report import Report
from kprobe.model.why import Advice, Why
from kprobe.render.people.answer import how_sure, sentence
from kprobe.render.people.sight import facts, sight
from kprobe.render.people.words import kind_word
from kprobe.render.web.blocks import Block, blocks
from kprobe.render.web.bounds import clipped, few
from kprobe.render.web.marks import Mark, of_verdict

_POSSIBLE = {
    True: Mark(icon="ok", word="can"),
    False: Mark(icon="bad", word="cannot"),
    None: Mark(icon="ask", word="not known"),
}


class Offer(Struct, frozen=True, kw_only=True):
    """A way in that there is not yet."""

    mark: Mark
    kind: str
    reason: str
    how: tuple[Block, ...]


class Asked(Struct, frozen=True, kw_only=True):
    """What was asked and what the answer is; `sure`: how sure, and the code of the finding it rests on."""

    target: str
    mark: Mark
    sentence: str
    sure: str
    seen: tuple[str, ...]
    notes: tuple[str, ...]
    offers: tuple[Offer, ...]


def asked(report: Report, why: Why) -> Asked:
    """All of it."""
    seen = why.observation
    return Asked(
        target=clipped(why.target),
        mark=Mark(icon="ask", word="no way in") if why.verdict is None else of_verdict(why.verdict),
        sentence=clipped(sentence(report, why)),
        sure=clipped(how_sure(report, why)),
        seen=few((sight(seen, scheme=seen.target.scheme), *facts(seen))) if seen is not None else (),
        notes=few(why.notes),
        offers=tuple(_offers(why.advice)),
    )


def _offers(advice: tuple[Advice, ...]) -> Iterator[Offer]:
    """What this cluster can do first."""
    for one in sorted(advice, key=lambda a: (True, None, False).index(a.possible)):
        yield Offer(
            mark=_POSSIBLE[one.possible],
            kind=clipped(kind_word(one.kind)),
            reason=clipped(one.reason),
            how=blocks(one.how),
        )
