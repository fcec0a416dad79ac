"""A redirect forgets the NodePort by which the client came.

## Why it matters

Controllers build the address from the host alone. That is right where a load balancer on the usual ports stands in
front, and a dead end where a NodePort is the only way in: who follows knocks at another door. Silent where a way in on
port 80 or 443 is known.

## Example

```
asked at 192.0.2.11:31763 (node1) it sends clients to https://shop.example/, without the port by which they came
```

## How to fix

Put a load balancer on ports 80 and 443 in front of the controller, or turn its redirect off.

## Sources

Row IN-27; ingress-nginx: deploy/baremetal.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from kprobe.diagnosis.case import Case
from kprobe.diagnosis.cause import Cause, Explanation, When
from kprobe.diagnosis.entry_case import EntryCase
from kprobe.diagnosis.wording import where, witness
from kprobe.model.finding import Confidence, Severity

_USUAL = {"http": 80, "https": 443}


def explain(case: Case, entry: EntryCase) -> Explanation | None:
    """Asked at another port than 80 and 443, sent to one of these, where no way in is known (row IN-27)."""
    http = entry.observation.http if entry.observation else None
    usual = set(_USUAL.values())
    if http is None or not 300 <= http.status < 400 or entry.entry.path is None or entry.entry.port in usual:
        return None
    there = _aim(http.location)
    if there is None or there != (entry.entry.host or entry.entry.address).lower():
        return None
    if any(e.entry.port in usual and not e.by_name for e in case.entries) or any(
        e.entry.port in usual and e.answers for e in case.entries
    ):
        return None
    return Explanation(
        confidence=Confidence.LIKELY,
        subject=case.exposure.source,
        message=f"asked at {where(entry)} it sends clients to {http.location}, without the port by which they came",
        evidence=(witness(entry),),
        fix=("Put a load balancer on ports 80 and 443 in front of the controller, or turn its redirect off.",),
        detail=f"{case.exposure.host or '*'}{case.exposure.path or '/'}",
    )


def _aim(location: str) -> str | None:
    """The host of an address on its scheme's own port; None for any other, and for what is no address."""
    try:
        parts = urlsplit(location)
        port = parts.port
    except ValueError:
        return None
    return parts.hostname if parts.scheme in _USUAL and port in {None, _USUAL[parts.scheme]} else None


CAUSE = Cause(
    slug="redirect-drops-port",
    rank=82,
    when=When.ANSWERING,
    explain=explain,
    code="KP841",
    title="A redirect that loses the NodePort",
    severity=Severity.WARNING,
)
