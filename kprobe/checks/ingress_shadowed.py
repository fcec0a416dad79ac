"""Two Ingresses of one class claim the same host and path for different backends.

## Why it matters

Only one of them is served, and which one depends on the controller: ingress-nginx takes the older one; with Traefik
each replica picks a winner of its own, so the answer may change from node to node. Creating the second Ingress raises
no error unless the controller has an admission webhook.

The same path as `Exact` and as `Prefix` is legal (Exact wins), and two Ingresses that send to the same backend do no
harm; neither is reported. On ingress-nginx it is information only: canary releases are made exactly like this, by an
annotation.

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
from dataclasses import dataclass

from kprobe.checks.check import Check
from kprobe.checks.exposures_index import Exposures
from kprobe.checks.ingress_backends import judged_ingresses
from kprobe.checks.wording import listed
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.ingress_class import ClassState
from kprobe.cluster.ingresses import ingress_ref
from kprobe.model.finding import Confidence, Finding, Severity
from kprobe.model.objects.ingress import Ingress, IngressBackend
from kprobe.model.refs import Ref

_NOBODY = frozenset({ClassState.MISSING, ClassState.NOT_SERVED, ClassState.NONE, ClassState.UNKNOWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    """One Ingress's claim on a host and path."""

    born: str
    ingress: Ref
    namespace: str
    backend: IngressBackend


def run(cluster: Cluster, exposures: Exposures) -> Iterator[Finding]:
    """Once a set of Ingresses; hosts and paths are evidence."""
    claims: dict[tuple[str, str, str, str], list[_Claim]] = defaultdict(list)
    canaries: set[str] = set()
    for ingress in judged_ingresses(cluster):
        resolution = cluster.class_of(ingress)
        if resolution.state in _NOBODY:
            continue
        served_by = resolution.claim or resolution.name
        if resolution.controller is not None and resolution.controller.slug == "ingress-nginx":
            canaries.add(served_by)
        for host, path, path_type, claim in _claims(ingress):
            claims[f"{served_by} {resolution.name}", host, path, path_type].append(claim)
    rivals: dict[tuple[Ref, ...], list[tuple[str, str, str]]] = defaultdict(list)
    for (served_by, host, path, _), members in claims.items():
        if len({(c.namespace, c.backend) for c in members}) > 1:
            in_order = tuple(dict.fromkeys(c.ingress for c in sorted(members, key=lambda c: (c.born, c.ingress))))
            if len(in_order) > 1:
                rivals[in_order].append((served_by.split(" ", 1)[0], host, path))
    for ingresses, contested in rivals.items():
        canary = contested[0][0] in canaries
        where = listed(f"{host or '*'}{path or '/'}" for _, host, path in contested)
        yield CHECK.finding(
            ingresses[-1],
            f"{listed(ingresses)} all claim {where}",
            severity=Severity.INFO if canary else Severity.WARNING,
            confidence=Confidence.POSSIBLE if canary else Confidence.CERTAIN,
            detail=_detail(ingresses),
            evidence=(f"{ingresses[0]} is the oldest of them", f"they share the controller {contested[0][0]}"),
            fix=("Delete all but one of the rules, or give them hosts or paths of their own.",),
            exposures=(
                e
                for ref in ingresses
                for e in exposures.of_ingress(ref)
                if any((e.host or "", e.path or "/") == (host, path or "/") for _, host, path in contested)
            ),
        )


def _detail(ingresses: tuple[Ref, ...]) -> str:
    return ",".join(sorted(r.path for r in ingresses[:-1]))


def _claims(ingress: Ingress) -> Iterator[tuple[str, str, str, _Claim]]:
    meta = ingress.metadata
    for rule in ingress.spec.rules or ():
        for path in (rule.http.paths or ()) if rule.http else ():
            claim = _Claim(
                born=meta.creation_timestamp or "",
                ingress=ingress_ref(ingress),
                namespace=meta.namespace,
                backend=path.backend,
            )
            yield rule.host, path.path, path.path_type, claim


CHECK = Check(
    code="KP506",
    slug="ingress-shadowed",
    severity=Severity.WARNING,
    title="Two Ingresses claim the same host and path",
    run=run,
)
