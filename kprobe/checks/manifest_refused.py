"""An object in a manifest is one that no API server takes.

## Why it matters

Only `kprobe check` finds it, before the API server does. A field has a value of another type than the API gives it, a
port number is none, or the Service or pod rules its own ports out: a `nodePort` in a Service of type ClusterIP, one
number and protocol twice, a `hostPort` in the host network that is not the `containerPort`. Applying stops there, with
what was applied before it in place.

The object is left out of everything else that is checked; what only it could provide is not called missing for certain.
kprobe looks at what concerns ways in. A server-side dry run (`kubectl apply --dry-run=server`) looks at all the rest,
but not at the range of NodePorts.

## Example

```yaml
ports: [{port: 80, nodePort: "30080"}]   # a text, where a number belongs
```

## How to fix

Correct the field that is named.

## Sources

Row NP-34; Kubernetes: `pkg/apis/core/validation`; the API's types.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from kprobe.checks.check import Check
from kprobe.checks.exposures_index import Exposures
from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Finding, Place, Severity
from kprobe.model.refs import Ref


def run(_cluster: Cluster, _exposures: Exposures) -> Iterable[Finding]:
    """Never: what is in a cluster has been taken."""
    return ()


def refused(subject: Ref, field: str, reason: str, place: Place) -> Finding:
    """What is to be said about an object that was left out of `kprobe check`; `field` "" for the whole of it."""
    finding = CHECK.finding(
        subject,
        f"{subject} will be refused by the API server: {f'{field}: ' if field else ''}{reason}",
        detail=field,
        evidence=("it was left out of everything else that was checked",),
        fix=("Correct the field.",) if field else ("Correct the object.",),
    )
    return replace(finding, place=place)


CHECK = Check(
    code="KP901",
    slug="manifest-refused",
    severity=Severity.ERROR,
    title="A manifest that no API server takes",
    run=run,
)
