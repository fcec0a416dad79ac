"""An Ingress answers 404 in just the words that a host gets which nobody serves; its route may be missing.

## Why it matters

Many routers and applications share one 404 ("404 page not found" is Go's own, and Traefik's), so that the likeness
proves nothing against the route, and the status nothing for it. The path is asked under its own host, a path that
cannot exist likewise, and the same path under a host that nobody serves; the three answers are compared.

## Example

```
its answer, 404, is the one that a host gets which nobody serves: Traefik may not have taken it up, or the application
answers just like it
```

## How to fix

Look at the controller's log for this Ingress, or ask for a path that the application knows.

## Sources

Rows IN-9, IN-48, SIG-1 to SIG-9; Go, net/http NotFound; the controllers' own sources.
"""

from __future__ import annotations

from kprobe.diagnosis.case import Case
from kprobe.diagnosis.cause import Cause, Explanation, When
from kprobe.diagnosis.entry_case import EntryCase
from kprobe.diagnosis.signatures.recognise import recognise
from kprobe.diagnosis.wording import controller_title, witness
from kprobe.model.finding import Confidence, Severity
from kprobe.model.probe import Author, HttpFacts
from kprobe.model.route import Link
from kprobe.routes.ingress_rule_link import RULE


def explain(case: Case, entry: EntryCase) -> Explanation | None:
    """The router's own 404, or one like it, although every link is sound (rows IN-9, IN-48, SIG-1 to SIG-9)."""
    http = entry.observation.http if entry.observation else None
    if http is None or http.author is not Author.ROUTER or (entry.doomed and not entry.presumed):
        return None
    passed_over = next((link for link in entry.links if link.link == RULE and link is entry.broken_link), None)
    if passed_over is not None:
        return _passed_over(case, entry, http, passed_over)
    if entry.doomed:
        return None
    found = recognise(http, entry.controller)
    words: tuple[str, ...] = ()
    if found is not None and found.statuses == (404,):
        alike = ", and of many another program" if found.common else ""
        words = (f"the words are those of {found.who}{alike}",)
    doubts = (entry.doubt.reason,) if entry.doubt is not None else ()
    hidden = tuple(note for link in entry.links if link.link == RULE for note in link.evidence)
    return Explanation(
        confidence=Confidence.POSSIBLE,
        subject=case.exposure.source,
        message=f"its answer, {http.status}, is the one that a host gets which nobody serves: "
        f"{controller_title(entry.controller)} may not have taken it up, or the application answers just like it",
        evidence=(*doubts, *words, *hidden, witness(entry)),
        fix=("Look at the controller's log for this Ingress, or ask for a path that the application knows.",),
    )


def _passed_over(case: Case, entry: EntryCase, http: HttpFacts, link: Link) -> Explanation:
    """The router's own 404, and something in the Ingress for which it would make no route."""
    return Explanation(
        confidence=Confidence.LIKELY,
        subject=case.exposure.source,
        message=f"{controller_title(entry.controller)} answers {http.status}, as for a host that nobody serves: "
        f"{link.reason}",
        evidence=(witness(entry),),
        fix=("Name entry points that Traefik has in router.entrypoints, or take the annotation away.",),
        severity=Severity.ERROR,
    )


CAUSE = Cause(
    slug="router-not-found",
    rank=75,
    when=When.UNTOLD,
    also=When.FAILING,
    explain=explain,
    link="rule",
    code="KP814",
    title="Answered like a host that nobody serves",
    severity=Severity.WARNING,
)
