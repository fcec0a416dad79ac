"""Source ranges of a load balancer let more in than they seem to.

## Why it matters

`loadBalancerSourceRanges` is filtered for each IP family by the ranges of that family. Where a Service has a load
balancer address of a family for which no range is given, everybody gets in there. And where one of several ranges is
`0.0.0.0/0` or `::/0`, nothing is filtered at all, whatever the others say.

## Example

```yaml
ipFamilies: [IPv4, IPv6]
loadBalancerSourceRanges: [192.0.2.0/24]     # its IPv6 address is open to everybody
```

## How to fix

Add a range of the other family, or take the /0 out.

## Sources

Rows LB-16, LB-17; Kubernetes: `pkg/proxy/serviceport.go`.
"""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.checks.check import Check
from kprobe.checks.exposures_index import Exposures
from kprobe.checks.wording import listed
from kprobe.cluster.addresses import family
from kprobe.cluster.balancers import source_ranges
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.service_ports import service_ref
from kprobe.model.finding import Finding, Severity
from kprobe.model.objects.service import Service


def run(cluster: Cluster, exposures: Exposures) -> Iterator[Finding]:
    """Once a Service."""
    for service in cluster.snapshot.services:
        ranges = [r.strip() for r in service.spec.load_balancer_source_ranges or ()]
        if service.spec.type != "LoadBalancer" or not ranges or not (open_to_all := _open(service, ranges)):
            continue
        ref = service_ref(service)
        yield CHECK.finding(
            ref,
            f"the source ranges of {ref} do not limit who gets in: {open_to_all}",
            evidence=(f"loadBalancerSourceRanges: {listed(ranges)}",),
            fix=("Give a range for each family of its addresses, and no /0 beside others.",),
            exposures=(e for e in exposures.of_service(ref) if e.kind == "load-balancer"),
        )


def _open(service: Service, ranges: list[str]) -> str:
    """Which filter is missing although somebody wanted one; "" for none. A /0 alone is meant as it is."""
    everybody = [r for r in ranges if r.endswith("/0")]
    if everybody:
        return f"{everybody[0]} among them lifts all of them" if len(everybody) < len(ranges) else ""
    published = {family(i.ip) for i in service.status.load_balancer.ingress or () if i.ip}
    bare = sorted(f for f in published if f and not source_ranges(service, f))
    return f"none of them is {bare[0]}, and its {bare[0]} address is open to everybody" if bare else ""


CHECK = Check(
    code="KP405",
    slug="source-ranges-without-effect",
    severity=Severity.INFO,
    title="Source ranges that do not limit who gets in",
    run=run,
)
