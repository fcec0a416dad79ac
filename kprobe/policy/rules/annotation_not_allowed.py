"""An object asks to ignore a finding, and nobody allows that.

## Why it matters

Whoever may write an annotation must not silence the audit with it. `kprobe.dev/ignore` has an effect only in the
namespaces, and for the codes, that the operator names in kprobe.yaml; anywhere else, what it asks for is not done, and
this says so, once a namespace. The finding that it is about stands as it would without. The same is said of an
annotation that cannot be read, and where it gives no reason.

No annotation reaches findings of the policy itself (KP9 codes), whatever is allowed.

## Example

```yaml
metadata:
  annotations:
    kprobe.dev/ignore: KP301 not launched yet
```

## How to fix

Remove the annotation, or allow it in kprobe.yaml:

```yaml
annotations:
- {namespace: shop, code: [KP301, KP306]}
```

## Sources

docs/policy.md.
"""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.model.finding import Finding, Severity
from kprobe.model.policy import IgnoreRequest
from kprobe.model.refs import Ref
from kprobe.policy.allowing import allows
from kprobe.policy.holding import Holding
from kprobe.policy.rule import Rule
from kprobe.policy.wording import few

_NAMED = 4


def run(holding: Holding) -> Iterator[Finding]:
    """Once a namespace, so that nobody floods the report; an object of the cluster's own (a node) has its own."""
    refused: dict[Ref, list[IgnoreRequest]] = {}
    part = holding.report.narrowed
    for request in holding.report.requests:
        namespace = request.subject.namespace
        shown = part is None or (not part.selector and namespace in part.namespaces)
        if shown and not allows(holding.policy, request):
            subject = Ref(kind="Namespace", name=namespace) if namespace else request.subject
            refused.setdefault(subject, []).append(request)
    for subject, requests in refused.items():
        objects = tuple(dict.fromkeys(str(r.subject) for r in requests))
        codes = tuple(dict.fromkeys(r.code or "something that cannot be read" for r in requests))
        verb = "ask" if len(objects) > 1 else "asks"
        yield RULE.finding(
            subject,
            f"{few(objects)} {verb} by annotation to ignore {few(codes)}, which is not allowed and has no effect",
            evidence=tuple(f"{r.subject}: {r.code or 'not readable'}: {r.reason}" for r in requests[:_NAMED]),
            fix=(f"Remove the annotation, or allow it in {holding.policy.name or 'kprobe.yaml'}, under annotations.",),
        )


RULE = Rule(
    code="KP915",
    slug="annotation-not-allowed",
    severity=Severity.INFO,
    title="An object asks to ignore a finding, and nobody allows that",
    run=run,
)
