"""The port is open, but the conversation fails: the TLS handshake breaks, or nothing sensible is answered.

## Why it matters

An open port is all that a port scan sees, and it is not enough: a proxy may take a connection before it has a
backend, and a controller without a certificate for the name ends the handshake. NGINX Ingress Controller, Traefik with
sniStrict and nginx with ssl_reject_handshake do so by the alert unrecognized_name, Contour by hanging up. The message
says how far the conversation came.

## Example

```
the port is open, but NGINX Ingress Controller refuses the TLS name shop.example: it has no usable certificate for it
```

## How to fix

See that the port speaks what the Ingress expects (HTTP or HTTPS), that a certificate for the host exists and is
usable, and that nothing in front waits for the PROXY protocol.

## Sources

Rows S-6 to S-8, SIG-27, SIG-28, IN-20; RFC 8446 (TLS alerts).
"""

from __future__ import annotations

from kprobe.diagnosis.case import Case
from kprobe.diagnosis.cause import Cause, Explanation, When
from kprobe.diagnosis.entry_case import EntryCase
from kprobe.diagnosis.wording import SLOW, controller_title, witness
from kprobe.model.finding import Confidence
from kprobe.model.probe import Observation, Stage
from kprobe.routes.ingress_links import CERTIFICATE

_SPEAKS = {
    "tls": ("it speaks TLS where plain HTTP was expected", "Ask it over HTTPS: name the host in spec.tls."),
    "http": (
        "it speaks plain HTTP where TLS was expected",
        "Ask it over HTTP, or make the controller's port speak TLS.",
    ),
}


def explain(case: Case, entry: EntryCase) -> Explanation | None:
    """Open, and then no HTTP answer (rows S-6 to S-8, SIG-27, SIG-28, IN-20)."""
    seen = entry.observation
    if seen is None or not entry.open or seen.http is not None or entry.entry.path is None:
        return None
    what, fix = _words(entry, seen)
    secret = next((link.subject for link in entry.links if link.link == CERTIFICATE), None)
    return Explanation(
        confidence=Confidence.LIKELY,
        subject=case.exposure.source,
        message=f"the port is open, but {what}",
        evidence=(
            witness(entry),
            *((f"its certificate should come from {secret}",) if secret and secret.kind == "Secret" else ()),
        ),
        fix=(*((SLOW,) if entry.waits else ()), fix),
        detail=seen.stage.value,
    )


def _words(entry: EntryCase, seen: Observation) -> tuple[str, str]:
    general = "See that the port speaks what the Ingress expects (HTTP or HTTPS), and that its certificate is usable."
    who, host = controller_title(entry.controller), entry.entry.host
    if seen.speaks in _SPEAKS:
        return _SPEAKS[seen.speaks]
    if seen.tls is not None and seen.tls.alert == "unrecognized_name":
        usable = f"Give the Ingress a Secret with a usable certificate for {host}; look at the controller's events."
        return f"{who} refuses the TLS name {host}: it has no usable certificate for it", usable
    if seen.stage is Stage.TLS and entry.controller == "contour":
        return f"Contour ends the TLS handshake: it has no valid host for the name {host}", general
    if entry.waits:
        return f"no answer comes in time from {who}, or from what stands behind it", general
    what = {
        Stage.TLS: "the TLS handshake fails",
        Stage.REQUEST: "the connection is closed before an answer",
        Stage.RESPONSE: "the answer breaks off or is not HTTP",
    }
    return what.get(seen.stage, "no HTTP answer comes"), general


CAUSE = Cause(
    slug="no-http-answer",
    rank=16,
    when=When.FAILING,
    explain=explain,
    link="process",
    code="KP811",
    title="Open, but no HTTP answer",
)
