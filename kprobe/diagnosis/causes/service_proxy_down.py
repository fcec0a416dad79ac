"""A NodePort fails on a node on which kube-proxy does not run, while other nodes have it.

## Why it matters

Without kube-proxy no rule is written: a new NodePort is refused there, and one whose endpoints have changed leads to
pods that are gone. What was written before stays in the kernel, so that a missing kube-proxy alone proves nothing and
is no finding of its own.

## Example

```
Service shop/web does not answer on node2: node2 has no pod of kube-proxy, while other nodes have one
```

## How to fix

Look at the DaemonSet's pods and their logs: `kubectl -n kube-system get pods -l k8s-app=kube-proxy -o wide`.

## Sources

Row NP-19; Kubernetes documentation: Debug Services.
"""

from __future__ import annotations

from kprobe.diagnosis.case import Case
from kprobe.diagnosis.cause import Cause, Explanation, When
from kprobe.diagnosis.entry_case import EntryCase
from kprobe.diagnosis.wording import witness
from kprobe.model.finding import Confidence
from kprobe.model.route import LinkState
from kprobe.routes.service_proxy_link import SLUG


def explain(case: Case, entry: EntryCase) -> Explanation | None:
    """The API shows no kube-proxy there, and the symptom agrees (row NP-19)."""
    link = next((e for e in entry.links if e.link == SLUG and e.state is LinkState.UNKNOWN and e.effect), None)
    if link is None or link.effect is None or not link.effect.states or entry.open or entry.doomed:
        return None
    return Explanation(
        confidence=Confidence.LIKELY,
        subject=link.subject,
        message=f"{case.exposure.source} does not answer on {link.subject.name}: {link.reason}",
        evidence=(witness(entry), *(witness(e) for e in case.working[:2])),
        fix=("Look at the kube-proxy pods: kubectl -n kube-system get pods -l k8s-app=kube-proxy -o wide.",),
    )


CAUSE = Cause(
    slug="service-proxy-down",
    rank=32,
    when=When.FAILING,
    explain=explain,
    link="service-proxy",
    code="KP826",
    title="No service proxy runs on the node",
)
