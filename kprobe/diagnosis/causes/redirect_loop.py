"""An Ingress sends a client to the very address that it asked for.

## Why it matters

A browser goes round until it gives up. Usually TLS ends at a load balancer in front, which speaks plain HTTP to a
controller that redirects all plain HTTP.

## Example

```
it answers 308 and sends every client back to the same address, https://shop.example/
```

## How to fix

Where TLS ends in front of the controller, let it trust X-Forwarded-Proto (ingress-nginx: use-forwarded-headers), or
turn its redirect off. Else look for the redirect in the application.

## Sources

Row IN-26; ingress-nginx: user-guide/miscellaneous.
"""

from __future__ import annotations

from kprobe.diagnosis.case import Case
from kprobe.diagnosis.cause import Cause, Explanation, When
from kprobe.diagnosis.entry_case import EntryCase
from kprobe.diagnosis.wording import witness
from kprobe.model.finding import Confidence


def explain(case: Case, entry: EntryCase) -> Explanation | None:
    """Location is the URL that was asked for (row IN-26)."""
    http = entry.observation.http if entry.observation else None
    if http is None or not http.loops or entry.entry.path is None:
        return None
    return Explanation(
        confidence=Confidence.LIKELY,
        subject=case.exposure.source,
        message=f"it answers {http.status} and sends every client back to the same address, {http.location}",
        evidence=(witness(entry),),
        fix=(
            "Where TLS ends in front of the controller, let it trust X-Forwarded-Proto, or turn its redirect off.",
            "Else look for the redirect in the application.",
        ),
        detail=f"{case.exposure.host or '*'}{case.exposure.path or '/'}",
    )


CAUSE = Cause(
    slug="redirect-loop", rank=17, when=When.FAILING, explain=explain, code="KP840", title="A redirect to itself"
)
