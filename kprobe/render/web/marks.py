"""What stands for a state on the page: a shape, a tone and a word; never the colour alone."""

from __future__ import annotations

from msgspec import Struct

from kprobe.model.diagnosis import Verdict
from kprobe.model.finding import Severity
from kprobe.model.route import LinkState
from kprobe.render.people.words import verdict_word


class Mark(Struct, frozen=True, kw_only=True):
    """`icon` is a symbol of templates/icons.html and a class of css/marks.css."""

    icon: str
    word: str


_VERDICTS = {
    Verdict.UNREACHABLE: "bad",
    Verdict.DEGRADED: "part",
    Verdict.UNEXPECTED: "odd",
    Verdict.UNKNOWN: "ask",
    Verdict.NOT_PROBED: "off",
    Verdict.REACHABLE: "ok",
}
_SEVERITIES = {Severity.ERROR: "bad", Severity.WARNING: "part", Severity.INFO: "info"}
_LINKS = {LinkState.OK: "ok", LinkState.BROKEN: "bad", LinkState.UNKNOWN: "ask", LinkState.NOT_CHECKED: "off"}
SUSPECT = "odd"


def of_verdict(verdict: Verdict) -> Mark:
    """For a way in."""
    return Mark(icon=_VERDICTS[verdict], word=verdict_word(verdict))


def of_severity(severity: Severity) -> Mark:
    """For a finding."""
    return Mark(icon=_SEVERITIES[severity], word=severity.value)


def of_link(state: LinkState, word: str) -> Mark:
    """For one step of a route."""
    return Mark(icon=_LINKS[state], word=word)
