"""The port is open, but the conversation fails: the TLS handshake breaks, or nothing sensible is answered.

## Why it matters

An open port is all that a port scan sees, and it is not enough: a proxy may take a connection before it has a
backend, and a controller without a certificate for the name ends the handshake. The message says how far the
conversation came.

## Example

```
the port is open, but the TLS handshake fails
```

## How to fix

See that the port speaks what the Ingress expects (HTTP or HTTPS), that a certificate for the host exists and is
usable, and that nothing in front waits for the PROXY protocol.

## Sources

Rows S-6 to S-8, SIG-27, SIG-28; RFC 8446 (TLS alerts).
"""

from __future__ import annotations

from kprobe.diagnosis.case import Case, EntryCase
from kprobe.diagnosis.cause import Cause, Explanation, When
from kprobe.diagnosis.wording import witness
from kprobe.model.finding import Confidence
from kprobe.model.probe import Stage


def explain(case: Case, entry: EntryCase) -> Explanation | None:
    """Open, and then no HTTP answer (rows S-6 to S-8, SIG-27, SIG-28)."""
    seen = entry.observation
    if seen is None or not entry.open or seen.http is not None or entry.entry.path is None:
        return None
    what = {
        Stage.TLS: "the TLS handshake fails",
        Stage.REQUEST: "the connection is closed before an answer",
        Stage.RESPONSE: "the answer breaks off or is not HTTP",
    }.get(seen.stage, "no HTTP answer comes")
    return Explanation(
        confidence=Confidence.LIKELY,
        subject=case.exposure.source,
        message=f"the port is open, but {what}",
        evidence=(witness(entry),),
        fix=("See that the port speaks what the Ingress expects (HTTP or HTTPS), and that its certificate is usable.",),
        detail=seen.stage.value,
    )


CAUSE = Cause(
    slug="no-http-answer", rank=16, when=When.FAILING, explain=explain, code="KP811", title="Open, but no HTTP answer"
)
