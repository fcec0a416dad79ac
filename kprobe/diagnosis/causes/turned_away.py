"""The router itself wants something else of the client: a client certificate, or another TLS name.

## Why it matters

kprobe has no certificate to show, so that whether the route works for those who have one is not known. 421 says that
the router takes the TLS name and the Host header for two different hosts.

## Example

```
ingress-nginx wants a client certificate for shop.example; kprobe shows none
```

## How to fix

Ask with a client certificate. For 421, look for another Ingress whose certificate covers this host, too, and give the
two one TLS setting.

## Sources

Rows SIG-22, SIG-23; RFC 9110, section 15.5.20.
"""

from __future__ import annotations

from kprobe.diagnosis.case import Case
from kprobe.diagnosis.cause import Cause, Explanation, When
from kprobe.diagnosis.entry_case import EntryCase
from kprobe.diagnosis.wording import controller_title, witness
from kprobe.model.finding import Confidence, Severity


def explain(case: Case, entry: EntryCase) -> Explanation | None:
    """Statuses 421, 495 and 496, or a handshake that ends for want of a certificate (rows SIG-22, SIG-23)."""
    seen = entry.observation
    wanted = seen is not None and seen.tls is not None and seen.tls.wants_client_certificate
    http = seen.http if seen else None
    if entry.entry.path is None or not (wanted or entry.turned_away):
        return None
    who = controller_title(entry.controller)
    if http is not None and http.status == 421:
        message = f"{who} answers 421: it takes the TLS name and the host {entry.entry.host} for two different ones"
        fix = "Look for another Ingress whose certificate covers this host, too, and give the two one TLS setting."
    else:
        message = f"{who} wants a client certificate for {entry.entry.host}; kprobe shows none"
        fix = "Ask with a client certificate: curl --cert …"
    return Explanation(
        confidence=Confidence.LIKELY,
        subject=case.exposure.source,
        message=message,
        evidence=(witness(entry),),
        fix=(fix,),
        detail=entry.entry.host or "*",
    )


CAUSE = Cause(
    slug="turned-away",
    rank=74,
    when=When.UNTOLD,
    explain=explain,
    code="KP843",
    title="The router wants something else of the client",
    severity=Severity.INFO,
)
