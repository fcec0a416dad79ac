"""Two exposures claim the same address and port, and the other one may be what answers, or refuses.

## Why it matters

Only one of them gets the traffic; which one depends on the order in which the data plane's rules were written. An
answer on such a port proves nothing for the one that was meant.

## Example

```yaml
# pod on node1                       # Service shop/web
ports: [{hostPort: 30080, …}]        ports: [{nodePort: 30080, …}]
```

## How to fix

Give one of the two another port; host ports are best kept outside the NodePort range.

## Sources

Rows HN-19, HP-3; pkg/proxy/iptables/proxier.go, the portmap plugin's chains.
"""

from __future__ import annotations

from kprobe.diagnosis.case import Case
from kprobe.diagnosis.cause import Cause, Explanation, When
from kprobe.diagnosis.entry_case import EntryCase
from kprobe.diagnosis.wording import witness
from kprobe.model.finding import Confidence, Finding
from kprobe.model.route import Link
from kprobe.routes.port_owner import SLUG as SHADOW


def explain(case: Case, entry: EntryCase) -> Explanation | None:
    """A NodePort or external IP of the same number stands before a pod's own port, or may (rows HN-19, HP-3)."""
    link = next((e for e in entry.links if e.link == SHADOW and e.effect is not None), None)
    if link is None:
        return None
    finding = _about_both(case, link)
    return Explanation(
        confidence=Confidence.LIKELY,
        subject=link.subject,
        message=link.reason,
        evidence=(witness(entry),),
        fix=finding.fix if finding else ("Give one of the two another port.",),
        finding=finding,
    )


def _about_both(case: Case, link: Link) -> Finding | None:
    """The finding about just these two: the check names the other one at the end of its id."""
    pair = {case.exposure.source, link.subject}
    found = {f.id: f for (code, _), f in case.findings.items() if code == link.finding and f.subject in pair}
    both = (f for f in found.values() if any(f.detail.endswith(f"/{r.kind}/{r.path}") for r in pair - {f.subject}))
    return next(both, None) or case.finding_of(link)


CAUSE = Cause(slug="contested-port", rank=12, when=When.FAILING, explain=explain, title="Two exposures on one port")
