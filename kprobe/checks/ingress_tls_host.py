"""The TLS block of an Ingress is for a host that none of its rules has.

## Why it matters

The certificate is chosen by the TLS name, the route by the Host header. Where the two lists of hosts differ, clients of
the rule's host get the controller's default certificate, or another's. A rule without host cannot choose a certificate
either.

Reported where no rule of any Ingress has the TLS block's hosts, and a host of this Ingress has no TLS block: most
likely one of them is misspelt. A host without TLS beside others is nobody's mistake, nor is a TLS block for another
Ingress's host. For rules without host it is information only.

## Example

```yaml
tls: [{hosts: [shop.example], secretName: shop}]
rules: [{host: www.shop.example}]
```

## How to fix

Make the hosts in `spec.tls` and in the rules the same.

## Sources

Rows IN-43, IN-44; Kubernetes: networking/v1 IngressTLS.
"""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.checks.check import Check
from kprobe.checks.exposures_index import Exposures
from kprobe.checks.ingress_backends import judged_ingresses
from kprobe.checks.wording import listed
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.ingresses import ingress_ref, tls_item
from kprobe.model.finding import Finding, Severity
from kprobe.model.objects.ingress import Ingress


def run(cluster: Cluster, exposures: Exposures) -> Iterator[Finding]:
    """Once an Ingress; hosts are evidence."""
    hosts = {rule.host.lower() for i in cluster.snapshot.ingresses for rule in i.spec.rules or ()}
    for ingress in judged_ingresses(cluster):
        asked = [r.host for r in ingress.spec.rules or ()]
        named = [h for item in ingress.spec.tls or () for h in item.hosts or ()]
        if not asked or not named:
            continue
        idle = [h for h in named if not _served(h.lower(), hosts)]
        bare = [h for h in asked if h and tls_item(ingress, h) is None]
        if idle and bare:
            yield _finding(exposures, ingress, idle=idle, bare=bare)
        elif not any(asked):
            yield _hostless(exposures, ingress, named)


def _served(host: str, hosts: set[str]) -> bool:
    """Whether a rule has the host, or one that a wildcard on either side covers."""
    _, _, parent = host.partition(".")
    if host in hosts or f"*.{parent}" in hosts:
        return True
    return host.startswith("*.") and any(h.partition(".")[2] == parent for h in hosts)


def _finding(exposures: Exposures, ingress: Ingress, *, idle: list[str], bare: list[str]) -> Finding:
    ref = ingress_ref(ingress)
    return CHECK.finding(
        ref,
        f"{ref} has a TLS block for {listed(idle)}, which no rule has, and none for {listed(bare)}",
        detail=",".join(sorted(idle)),
        evidence=(f"hosts of its rules: {listed(bare)}",),
        fix=("Make the hosts in spec.tls and in the rules the same.",),
        exposures=(e for e in exposures.of_ingress(ref) if e.host in bare),
    )


def _hostless(exposures: Exposures, ingress: Ingress, named: list[str]) -> Finding:
    ref = ingress_ref(ingress)
    return CHECK.finding(
        ref,
        f"{ref} has a TLS block for {listed(named)}, but its rules have no host that could choose the certificate",
        severity=Severity.INFO,
        detail="no-host",
        fix=("Give the rules the host of the certificate.",),
        exposures=exposures.of_ingress(ref),
    )


CHECK = Check(
    code="KP509",
    slug="ingress-tls-host",
    severity=Severity.WARNING,
    title="A TLS block for a host that no rule has",
    run=run,
)
