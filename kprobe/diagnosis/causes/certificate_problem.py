"""A certificate that a client will not accept: expired, not yet valid, or for another name."""

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
