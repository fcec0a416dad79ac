"""A Service uses external IPs, which Kubernetes has deprecated.

## Why it matters

`spec.externalIPs` lets whoever may write a Service claim any address. Since Kubernetes 1.36 it is deprecated; a later
release lets service proxies stop implementing it. It works today.

## Example

```yaml
externalIPs: [192.0.2.10]
```

## How to fix

Use a LoadBalancer Service; where no cloud provides one, MetalLB and others hand out addresses of your own.

## Sources

Rows SV-17 to SV-19; KEP-5707.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kprobe.checks.check import Check
from kprobe.checks.exposures_index import Exposures
from kprobe.checks.wording import listed
from kprobe.cluster.claims import ClaimKind
from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Finding, Severity
from kprobe.model.refs import Ref

SINCE = (1, 36)


def run(cluster: Cluster, exposures: Exposures) -> Iterator[Finding]:
    """Once a Service; silent where the server's version is not known or older."""
    if _version(cluster.snapshot.version) < SINCE:
        return
    addresses: dict[Ref, set[str]] = {}
    for claim in cluster.claims.of_services:
        if claim.kind is ClaimKind.EXTERNAL_IP:
            addresses.setdefault(claim.holder, set()).add(claim.address)
    for ref, claimed in addresses.items():
        yield CHECK.finding(
            ref,
            f"{ref} uses external IPs, which are deprecated since Kubernetes 1.36",
            evidence=(f"spec.externalIPs: {listed(sorted(claimed))}", f"server version {cluster.snapshot.version}"),
            fix=("Use a LoadBalancer Service instead.",),
            exposures=(e for e in exposures.of_service(ref) if e.kind == "external-ip"),
        )


def _version(text: str) -> tuple[int, int]:
    match = re.match(r"v?(\d+)\.(\d+)", text)
    return (int(match[1]), int(match[2])) if match else (0, 0)


CHECK = Check(
    code="KP402",
    slug="external-ips-deprecated",
    severity=Severity.INFO,
    title="A Service uses external IPs, which are deprecated",
    run=run,
)
