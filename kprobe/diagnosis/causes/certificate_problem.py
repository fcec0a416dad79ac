"""A certificate that a client will not accept: expired, not yet valid, or for another name.

## Why it matters

Browsers and most clients stop before the first request. The certificate is judged for the host that was asked for,
after a handshake that verifies nothing, so that it is seen even where a client would refuse it. An issuer that this
machine does not know is information only: an authority of one's own is common.

## Example

```
the certificate served for shop.example expired 3 days ago
```

## How to fix

Renew it, or give the Ingress a Secret whose certificate has this name. Several controllers serve a default
certificate of their own where the Secret is missing or does not fit.

## Sources

RFC 9525 (names in certificates), RFC 5280, section 4.1.2.5 (validity).
"""

from __future__ import annotations

from kprobe.diagnosis.case import Case, EntryCase
from kprobe.diagnosis.cause import Cause, Explanation, When
from kprobe.model.finding import Confidence, Severity


def explain(case: Case, entry: EntryCase) -> Explanation | None:
    """Judged for the Ingress host that was asked for; an issuer unknown to this machine is information only."""
    tls = entry.observation.tls if entry.observation else None
    if tls is None or not tls.problem or entry.entry.host is None:
        return None
    return Explanation(
        confidence=Confidence.CERTAIN,
        subject=case.exposure.source,
        message=f"the certificate served for {entry.entry.host} {tls.problem}",
        evidence=(f"subject {tls.subject}, issuer {tls.issuer}, names {', '.join(tls.names[:5]) or 'none'}",),
        fix=("Renew it, or give the Ingress a Secret whose certificate has this name.",),
        severity=Severity.INFO if tls.trusted is False and tls.problem.startswith(_UNKNOWN_ISSUER) else None,
        detail=entry.entry.host,
    )


# An authority of one's own is common, and this machine need not know it.
_UNKNOWN_ISSUER = ("is self-signed", "is signed by")

CAUSE = Cause(
    slug="certificate-problem",
    rank=81,
    when=When.ANSWERING,
    explain=explain,
    code="KP813",
    title="A certificate that clients refuse",
    severity=Severity.WARNING,
)
