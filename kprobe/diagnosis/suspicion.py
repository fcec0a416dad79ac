"""Which of several endpoints is to blame for what fails now and then."""

from __future__ import annotations

from collections.abc import Iterable

from kprobe.diagnosis.case import Case
from kprobe.diagnosis.entry_case import EntryCase
from kprobe.model.route import Suspect
from kprobe.routes.endpoints_link import SLUG as ENDPOINTS

_SHOWN = 3
FIX = "Compare its pods one by one; a readiness probe on the served port takes a bad one out."


def suspects(entries: Iterable[EntryCase]) -> tuple[Suspect, ...]:
    """Endpoints behind these entries that differ from the others, each once, the most different first."""
    found = (s for e in entries for link in e.links if link.link == ENDPOINTS for s in link.suspects)
    # A pod of a dual-stack Service has an endpoint in each IP family, and is one suspect all the same.
    return tuple({s.pod or s.address: s for s in reversed(tuple(found))}.values())[::-1]


def accusation(found: tuple[Suspect, ...]) -> str:
    """`, most likely Pod shop/web-1 on node2`, where exactly one stands out; "" where none or several do."""
    return f", most likely {found[0]}" if len(found) == 1 else ""


def evidence(found: tuple[Suspect, ...]) -> tuple[str, ...]:
    """What tells them apart, a line each."""
    return tuple(f"{s}: {'; '.join(s.reasons)}" for s in found[:_SHOWN])


def fix(case: Case, found: tuple[Suspect, ...]) -> tuple[str, ...]:
    """Where to look."""
    pod = found[0].pod if len(found) == 1 else None
    namespace = case.exposure.source.namespace
    return (f"Look at it: kubectl -n {namespace} describe pod {pod.name}.", FIX) if pod else (FIX,)


def otherwise(entry: EntryCase) -> str:
    """How the attempts ended that did not succeed: pods refuse, silence is a node's or a pod that hangs."""
    seen = entry.observation
    return f" (else {seen.error})" if seen is not None and seen.error else ""
