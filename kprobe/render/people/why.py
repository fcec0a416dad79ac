"""The WHY column: the one sentence that explains a row, or nothing where nothing wants explaining."""

from __future__ import annotations

from collections.abc import Iterable

from kprobe.model.diagnosis import Verdict
from kprobe.model.finding import Confidence
from kprobe.model.report import EntryReport, ExposureReport
from kprobe.render.people.words import listed

_SHOWN = 2


def sure(message: str, confidence: Confidence) -> str:
    """The message, with how sure it is where it is not certain."""
    return message if confidence is Confidence.CERTAIN else f"{message} ({confidence.value})"


def why(item: ExposureReport) -> str:
    """The diagnosis if there is one; otherwise what is known, the most telling first."""
    if item.diagnosis is not None:
        return sure(item.diagnosis.message, item.diagnosis.confidence)
    if item.exposure.pending:
        return item.exposure.pending
    if item.verdict is Verdict.REACHABLE:
        return _by_intent(item.entries) or _certificate(item.entries) or _few(item.exposure.notes)
    said = (
        _few(entry.observation.error for entry in item.entries if entry.observation is not None)
        or _few(
            sure(p.reason, p.confidence)
            for e in item.entries
            if (p := e.prediction) is not None and p.works is not True
        )
        or _few(entry.skipped for entry in item.entries)
    )
    return said or _few(item.exposure.notes)


def entry_why(entry: EntryReport) -> str:
    """For one entry: what went wrong, why it was not tried, or why it should not answer."""
    seen = entry.observation
    parts: list[str] = []
    if seen is None:
        parts.append(entry.skipped)
    else:
        parts.append(seen.error)
        if seen.tls is not None and seen.tls.problem and seen.tls.problem not in seen.error:
            parts.append(f"certificate: {seen.tls.problem}")
    if entry.prediction is not None and entry.prediction.works is not True:
        parts.append(sure(entry.prediction.reason, entry.prediction.confidence))
    return "; ".join(part for part in parts if part)


def _by_intent(entries: Iterable[EntryReport]) -> str:
    """`node2, node3: no endpoint there and externalTrafficPolicy is Local`."""
    silent: dict[str, list[str]] = {}
    for entry in entries:
        if entry.prediction is not None and entry.prediction.by_intent:
            silent.setdefault(entry.prediction.reason, []).append(entry.entry.node or entry.entry.address)
    return "; ".join(f"{listed(tuple(dict.fromkeys(names)))}: {reason}" for reason, names in silent.items())


def _certificate(entries: Iterable[EntryReport]) -> str:
    # Without a name that was asked for, whose certificate it is proves nothing: self-signed is what defaults are.
    asked = (e for e in entries if e.entry.host is not None)
    problems = _few(e.observation.tls.problem for e in asked if e.observation and e.observation.tls)
    return f"certificate: {problems}" if problems else ""


def _few(said: Iterable[str]) -> str:
    distinct = tuple(dict.fromkeys(part for part in said if part))
    more = f" (and {len(distinct) - _SHOWN} more)" if len(distinct) > _SHOWN else ""
    return "; ".join(distinct[:_SHOWN]) + more
