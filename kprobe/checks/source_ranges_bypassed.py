"""The NodePorts of a Service are open to everybody, although its load balancer has source ranges.

## Why it matters

`loadBalancerSourceRanges` limits who gets in by the load balancer's address. The same Service has NodePorts on every
node, which the ranges never filter: whoever reaches a node goes around them. Where nodes cannot be reached from outside
that does not matter, and so it is information only.

## Example

```yaml
type: LoadBalancer
loadBalancerSourceRanges: [192.0.2.0/24]
ports: [{port: 443, nodePort: 31763}]     # open to everybody
```

## How to fix

`allocateLoadBalancerNodePorts: false` where the load balancer does without NodePorts (those that exist must be taken
out as well), or a firewall before the nodes.

## Sources

Row LB-15; Kubernetes: `pkg/proxy/iptables/proxier.go`, Service API (`loadBalancerSourceRanges`).
"""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.checks.check import Check
from kprobe.checks.exposures_index import Exposures
from kprobe.checks.wording import listed
from kprobe.cluster.balancers import source_ranges
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.service_ports import service_ref
from kprobe.model.finding import Finding, Severity


def run(cluster: Cluster, exposures: Exposures) -> Iterator[Finding]:
    """Once a Service."""
    for service in cluster.snapshot.services:
        ranges = (*source_ranges(service, "IPv4"), *source_ranges(service, "IPv6"))
        ports = [p.node_port for p in service.spec.ports or () if p.node_port]
        if service.spec.type != "LoadBalancer" or not ranges or not ports:
            continue
        ref = service_ref(service)
        yield CHECK.finding(
            ref,
            f"NodePort {listed(ports)} of {ref} is open to everybody, though its load balancer lets only some in",
            evidence=(f"loadBalancerSourceRanges: {listed(ranges)}", "source ranges never filter NodePorts"),
            fix=("Set allocateLoadBalancerNodePorts to false and take the nodePorts out, or have a firewall.",),
            exposures=(e for e in exposures.of_service(ref) if e.kind == "node-port"),
        )


CHECK = Check(
    code="KP404",
    slug="source-ranges-bypassed",
    severity=Severity.INFO,
    title="Source ranges do not protect the NodePorts",
    run=run,
)
