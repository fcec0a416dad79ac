"""A rewrite or a regular expression in one Ingress changes how ingress-nginx matches the whole host.

## Why it matters

As soon as one Ingress of a host has the annotation `use-regex` or `rewrite-target`, ingress-nginx matches every path of
that host as a case-insensitive regular expression, those of other Ingresses too: `Exact` is exact no longer, and a dot
means any character.

## Example

```yaml
# Ingress a, shop.example: nginx.ingress.kubernetes.io/rewrite-target: /$1
# Ingress b, shop.example: {path: /app, pathType: Exact} now matches /application as well
```

## How to fix

Give the Ingress with the annotation a host of its own.

## Sources

Row IN-14; ingress-nginx: user-guide/ingress-path-matching.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kprobe.checks.check import Check
from kprobe.checks.exposures_index import Exposures
from kprobe.checks.wording import listed
from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Finding, Severity
from kprobe.model.refs import Ref


def run(cluster: Cluster, exposures: Exposures) -> Iterator[Finding]:
    """Once an Ingress and host; the Ingresses that it touches are evidence."""
    touched: dict[tuple[Ref, str], dict[Ref, None]] = defaultdict(dict)
    for rule in cluster.ingress_rules.all:
        by = cluster.ingress_rules.regex_host(rule)
        if by is not None and not rule.regex and rule.path not in {"", "/"} and rule.ingress != by.ingress:
            touched[by.ingress, rule.host][rule.ingress] = None
    for (ref, host), others in touched.items():
        yield CHECK.finding(
            ref,
            f"{ref} makes ingress-nginx match every path of {host or 'every host'} as a regular expression, "
            f"those of {listed(others)} too",
            detail=host or "*",
            fix=("Give the Ingress with use-regex or rewrite-target a host of its own.",),
            exposures=(e for other in others for e in exposures.of_ingress(other) if (e.host or "") == host),
        )


CHECK = Check(
    code="KP510",
    slug="ingress-regex-host",
    severity=Severity.INFO,
    title="One Ingress makes the whole host match by regular expressions",
    run=run,
)
