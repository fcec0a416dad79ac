"""Which Ingress rule takes a request, in the order of the Ingress API (networking/v1 IngressRule, HTTPIngressPath).

The exact host before a wildcard of one label before rules without a host; within a host the longest path, Exact before
Prefix; a default backend takes what no rule does. What ImplementationSpecific means is the controller's own choice
and is compared as a prefix, and that is said.
"""

from __future__ import annotations

from collections import defaultdict
from enum import IntEnum

from msgspec import Struct

from kprobe.cluster.cluster import Cluster
from kprobe.model.exposure import Exposure


class HostFit(IntEnum):
    """How a rule's host fits the one that was asked for; lower wins."""

    EXACT = 0
    WILDCARD = 1
    ANY = 2
    DEFAULT = 3


class Rule(Struct, frozen=True, kw_only=True):
    """One rule of an Ingress, as the exposure that it is. `uncertain`: its path means what its controller likes."""

    exposure: Exposure
    fit: HostFit
    path_type: str

    @property
    def order(self) -> tuple[int, int, bool]:
        """What wins sorts first."""
        return self.fit, -len((self.exposure.path or "/").rstrip("/")), self.path_type != "Exact"

    @property
    def uncertain(self) -> bool:
        """Whether only its controller knows what the path matches."""
        return self.path_type not in {"Exact", "Prefix"}

    def __str__(self) -> str:
        return f"{self.exposure.source} ({self.exposure.host or 'any host'}{self.exposure.path or '/'})"


def of_host(cluster: Cluster, exposures: tuple[Exposure, ...], host: str) -> tuple[Rule, ...]:
    """Every rule whose host fits, the strongest first."""
    found = [
        Rule(exposure=e, fit=fit, path_type=path_type(cluster, e))
        for e in exposures
        if e.kind == "ingress" and (fit := _fit(e, host)) is not None
    ]
    return tuple(sorted(found, key=lambda r: (*r.order, r.exposure.id)))


def taking(rules: tuple[Rule, ...], path: str) -> tuple[Rule, ...]:
    """Those of `of_host` that take `path`, by controller: a host's own rules hide those that fit it less."""
    asked = path.partition("?")[0] or "/"
    by_class: dict[str | None, list[Rule]] = defaultdict(list)
    for rule in rules:
        by_class[rule.exposure.controller or rule.exposure.ingress_class].append(rule)
    found: list[Rule] = []
    for members in by_class.values():
        found += [r for r in members if takes(r, asked)]
    return tuple(sorted(found, key=lambda r: (*r.order, r.exposure.id)))


def winners(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """Of the rules that take a request the first of each controller, and those that tie with it."""
    best: dict[str | None, tuple[int, int, bool]] = {}
    for rule in rules:
        best.setdefault(rule.exposure.controller or rule.exposure.ingress_class, rule.order)
    return tuple(r for r in rules if r.order == best[r.exposure.controller or r.exposure.ingress_class])


def takes(rule: Rule, path: str) -> bool:
    """Whether a rule's path matches; a Prefix goes by whole elements: /cart takes /cart/1, never /carts."""
    wanted = rule.exposure.path or "/"
    if rule.fit is HostFit.DEFAULT:
        return True
    if rule.path_type == "Exact":
        return path == wanted
    if rule.path_type == "Prefix":
        stem = wanted.rstrip("/")
        return not stem or path == stem or path.startswith(f"{stem}/")
    return path.startswith(wanted) or any(c in wanted for c in "[](){}^$*+?|\\")


def path_type(cluster: Cluster, exposure: Exposure) -> str:
    """The pathType of the rule that an exposure stands for."""
    ingress = cluster.ingresses.get((exposure.source.namespace, exposure.source.name))
    _, mark, said = exposure.id.rpartition("#")
    if mark and said in {"Exact", "Prefix", "ImplementationSpecific"}:
        return said
    for rule in (ingress.spec.rules or ()) if ingress else ():
        if (rule.host or None) != exposure.host or not rule.http:
            continue
        for path in rule.http.paths or ():
            if (path.path or "/") == (exposure.path or "/"):
                return path.path_type
    return "Prefix"


def _fit(exposure: Exposure, host: str) -> HostFit | None:
    rule = (exposure.host or "").lower()
    if not rule:
        return HostFit.DEFAULT if exposure.id.endswith("/*") else HostFit.ANY
    if rule == host.lower():
        return HostFit.EXACT
    if rule.startswith("*.") and host.lower().partition(".")[2] == rule[2:] and host.partition(".")[0]:
        return HostFit.WILDCARD
    return None
