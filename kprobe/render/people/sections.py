"""A difference in the order in which people read it: under headings, what counts first."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from msgspec import Struct

from kprobe.model.difference import Change, Difference, ExposureChange, FindingChange

C = TypeVar("C", ExposureChange, FindingChange)
Named = tuple[str, tuple[C, ...]]


class Sections(Struct, frozen=True, kw_only=True):
    """Ways in and findings by heading; one without anything below it is left out."""

    exposures: tuple[Named[ExposureChange], ...]
    findings: tuple[Named[FindingChange], ...]


def sections(difference: Difference) -> Sections:
    """Each change once, under the first heading that fits."""
    return Sections(
        exposures=_sorted(
            difference.exposures,
            (
                ("Newly open to the internet", lambda c: c.opened),
                ("New ways in", lambda c: c.change is Change.NEW),
                ("Worse than before", lambda c: bool(c.worse)),
                ("Changed", lambda c: c.change is Change.CHANGED),
                ("Gone", lambda c: c.change is Change.GONE),
                ("Not known before", lambda c: c.change is Change.NOT_KNOWN_BEFORE),
                ("No longer known", lambda c: c.change is Change.NO_LONGER_KNOWN),
            ),
        ),
        findings=_sorted(
            difference.findings,
            (
                ("New findings", lambda c: c.change is Change.NEW),
                ("Findings of another severity", lambda c: c.change is Change.CHANGED),
                ("Findings that are gone", lambda c: c.change is Change.GONE),
                ("Findings not known before", lambda c: c.change is Change.NOT_KNOWN_BEFORE),
                ("Findings no longer known", lambda c: c.change is Change.NO_LONGER_KNOWN),
            ),
        ),
    )


def severity(change: FindingChange) -> str:
    """`error`; of a finding that both reports have `warning, now error`."""
    was = f"{change.before.severity}, now " if change.before is not None and change.after is not None else ""
    return f"{was}{change.latest.severity}"


def result(difference: Difference) -> str:
    """One sentence: what is worse, or that nothing is, as far as is known."""
    opened = sum(c.opened for c in difference.exposures)
    ways = sum(bool(c.worse) for c in difference.exposures)
    found = sum(c.worse for c in difference.findings)
    parts = [
        f"{ways} {'way in' if ways == 1 else 'ways in'}" if ways else "",
        f"{found} {'finding' if found == 1 else 'findings'}" if found else "",
    ]
    said = f"Worse than before: {' and '.join(p for p in parts if p)}." if ways or found else _nothing_worse(difference)
    return f"{said} {opened} newly open to the internet." if opened else said


def _nothing_worse(difference: Difference) -> str:
    if not difference.exposures and not difference.findings and difference.verdicts_compared:
        return "Nothing has changed."
    changes = (*(c.change for c in difference.exposures), *(c.change for c in difference.findings))
    known = difference.verdicts_compared and all(change.known for change in changes)
    return "Nothing is worse." if known else "Nothing is known to be worse."


def _sorted(changes: tuple[C, ...], headings: tuple[tuple[str, Callable[[C], bool]], ...]) -> tuple[Named[C], ...]:
    found: dict[str, list[C]] = {heading: [] for heading, _ in headings}
    for change in changes:
        heading = next(heading for heading, fits in headings if fits(change))
        found[heading].append(change)
    return tuple((heading, tuple(items)) for heading, items in found.items() if items)
