"""A certificate that a client will not accept: a default one, expired, not yet valid, or for another name.

## Why it matters

Browsers and most clients stop before the first request. The certificate is judged for the host that was asked for,
after a handshake that verifies nothing, so that it is seen even where a client would refuse it. An issuer that this
machine does not know is information only: an authority of one's own is common.

A controller serves its default certificate where the Secret is missing, unusable or, with ingress-nginx and Traefik,
for another name. The three look the same from outside, and Secrets are never read. Where the Ingress names no Secret,
the default one is meant, which is information only.

## Example

```
Traefik serves its default certificate for shop.example: Secret shop/cert is missing, unusable, or for another name
```

## How to fix

Renew it, or give the Ingress a Secret of its own namespace whose certificate has this name.

## Sources

Rows IN-17 to IN-19, IN-21, IN-24, SIG-25, SIG-26; RFC 9525 (names in certificates), RFC 5280, section 4.1.2.5
(validity).
"""

from __future__ import annotations

from kprobe.diagnosis.case import Case
from kprobe.diagnosis.cause import Cause, Explanation, When
from kprobe.diagnosis.entry_case import EntryCase
from kprobe.diagnosis.signatures.certificates import default_certificate
from kprobe.diagnosis.wording import witness
from kprobe.model.finding import Confidence, Severity
from kprobe.model.probe import TlsFacts
from kprobe.model.route import Link
from kprobe.routes.ingress_links import CERTIFICATE


def explain(case: Case, entry: EntryCase) -> Explanation | None:
    """Judged for the Ingress host that was asked for (rows IN-17 to IN-19, IN-21, IN-24, SIG-25, SIG-26).

    Where nobody asked by name, no name can be wrong; a certificate out of its time is refused all the same.
    """
    tls = entry.observation.tls if entry.observation else None
    if tls is None or not tls.problem or entry.entry.scheme in {"", "http"}:
        return None
    if entry.entry.host is None:
        return _out_of_time(case, entry, tls) if tls.problem.startswith(_DATES) else None
    named = next((link for link in entry.links if link.link == CERTIFICATE), None)
    if default_certificate(tls) is not None and named is not None:
        return _default(case, tls, entry.entry.host, named)
    return Explanation(
        confidence=Confidence.CERTAIN,
        subject=case.exposure.source,
        message=f"the certificate served for {entry.entry.host} {tls.problem}",
        evidence=(f"subject {tls.subject}, issuer {tls.issuer}, names {', '.join(tls.names[:5]) or 'none'}",),
        fix=("Renew it, or give the Ingress a Secret whose certificate has this name.",),
        severity=Severity.INFO if tls.trusted is False and tls.problem.startswith(_UNKNOWN_ISSUER) else None,
        detail=entry.entry.host,
    )


def _out_of_time(case: Case, entry: EntryCase, tls: TlsFacts) -> Explanation:
    subject = case.exposure.service or case.exposure.workload or case.exposure.source
    return Explanation(
        confidence=Confidence.CERTAIN,
        subject=subject,
        message=f"the certificate that {subject} serves {tls.problem}",
        evidence=(f"subject {tls.subject}, issuer {tls.issuer}", witness(entry)),
        fix=("Renew the certificate that the process serves.",),
        detail=case.port_detail,
    )


def _default(case: Case, tls: TlsFacts, host: str, named: Link) -> Explanation:
    known = default_certificate(tls)
    who = known.who if known else ""
    if named.subject.kind == "Secret":
        why = f"{named.subject} is missing, unusable, or for another name"
        fix = f"See that {named.subject} exists, is of type kubernetes.io/tls, and has a certificate for {host}."
    else:
        why = "the Ingress names no Secret for this host"
        fix = f"Name a Secret with a certificate for {host} in spec.tls, or give the controller a default certificate."
    return Explanation(
        confidence=Confidence.CERTAIN,
        subject=case.exposure.source,
        message=f"{who} serves its default certificate for {host}: {why}",
        evidence=(f"subject {tls.subject}", *named.evidence),
        fix=(fix,),
        severity=None if named.subject.kind == "Secret" else Severity.INFO,
        detail=host,
    )


_DATES = ("expired", "becomes valid only")
# An authority of one's own is common, and this machine need not know it.
_UNKNOWN_ISSUER = ("is self-signed", "is signed by")

CAUSE = Cause(
    slug="certificate-problem",
    rank=81,
    when=When.ANSWERING,
    explain=explain,
    link="certificate",
    code="KP813",
    title="A certificate that clients refuse",
    severity=Severity.WARNING,
)
