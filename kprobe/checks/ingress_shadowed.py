"""Two Ingresses of one class claim the same host and path for different backends.

## Why it matters

Only one of them is served, and which one depends on the controller. ingress-nginx takes the older one, so that nobody
reaches the other: an error. NGINX Ingress Controller gives the oldest Ingress the whole host, whatever the paths are.
With Traefik each replica picks a winner of its own, so the answer may change from node to node. Creating the second
Ingress raises no error unless the controller has an admission webhook.

The same path as `Exact` and as `Prefix` is legal (Exact wins), and two Ingresses that send to the same backend do no
harm. Canary releases of ingress-nginx and mergeable Ingresses of NGINX Ingress Controller share a place on purpose, by
an annotation. None of these is reported.

## Example

```yaml
# Ingress a and Ingress b
rules: [{host: shop.example, http: {paths: [{path: /, pathType: Prefix}]}}]
```

## How to fix

Delete one, or give it another host or path.

## Sources

Rows IN-15 (with Traefik as measured), IN-16, IN-49.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kprobe.checks.check import Check
from kprobe.checks.exposures_index import Exposures
from kprobe.checks.wording import listed
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.controllers.controller import Twice
from kprobe.cluster.ingress_rules import Rule
from kprobe.model.finding import Finding, Severity
from kprobe.model.refs import Ref

_LOST = frozenset({Twice.OLDEST, Twice.HOST})


def run(cluster: Cluster, exposures: Exposures) -> Iterator[Finding]:
    """Once a set of Ingresses; hosts and paths are evidence."""
    rules = cluster.ingress_rules
    met: dict[tuple[Ref, ...], list[Rule]] = defaultdict(list)
    for rule in rules.all:
        if rivals := rules.rivals(rule):
            ages = {r.ingress: r.age for r in (*rivals, rule)}
            met[tuple(sorted(ages, key=lambda ref: ages[ref]))].append(rule)
    for ingresses, contested in met.items():
        yield _finding(exposures, ingresses, contested)


def _finding(exposures: Exposures, ingresses: tuple[Ref, ...], contested: list[Rule]) -> Finding:
    controller = contested[0].controller
    lost = controller is not None and controller.twice in _LOST
    whole = controller is not None and controller.twice is Twice.HOST
    places = dict.fromkeys((r.host or "*") if whole else f"{r.host or '*'}{r.path or '/'}" for r in contested)
    wanted = {(r.host, r.path or "/") for r in contested}
    winner = f"{ingresses[0]}, the oldest, is served" if lost else f"{ingresses[0]} is the oldest of them"
    return CHECK.finding(
        ingresses[-1],
        f"{listed(ingresses)} all claim {listed(places)}",
        severity=Severity.ERROR if lost else Severity.WARNING,
        detail=",".join(sorted(r.path for r in ingresses[:-1])),
        evidence=(winner, f"they share the controller {contested[0].served_by.split(' ', 1)[0]}"),
        fix=("Delete all but one of the rules, or give them hosts or paths of their own.",),
        exposures=(
            e
            for ref in ingresses
            if not lost or ref != ingresses[0]
            for e in exposures.of_ingress(ref)
            if (e.host or "", e.path or "/") in wanted
        ),
    )


CHECK = Check(
    code="KP506",
    slug="ingress-shadowed",
    severity=Severity.ERROR,
    title="Two Ingresses claim the same host and path",
    run=run,
)
