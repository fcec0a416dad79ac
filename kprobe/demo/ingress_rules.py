"""Which backend a request goes to, worked out from the Ingresses as Traefik does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from kprobe.demo.data_plane import endpoints
from kprobe.demo.net import Place
from kprobe.demo.objects.meta import Json


class Rule(Struct, frozen=True, kw_only=True):
    """A host ("" for every host), the beginning of a path, and one endpoint."""

    host: str
    path: str
    backend: Place


def rules_of(objects: Iterable[Json], ingress_class: str) -> tuple[Rule, ...]:
    """The rules of a class's Ingresses, the longest path first.

    Traefik makes no route where the Service does not exist or has no endpoint
    (pkg/provider/kubernetes/ingress/kubernetes.go), so that the request ends at its 404.
    """
    held = tuple(objects)
    services = {_key(item): item for item in held if item["kind"] == "Service"}
    found = []
    for item in held:
        if item["kind"] != "Ingress" or item["spec"]["ingressClassName"] != ingress_class:
            continue
        for rule in item["spec"]["rules"]:
            for path in rule["http"]["paths"]:
                service = services.get((item["metadata"]["namespace"], path["backend"]["service"]["name"]))
                behind = tuple(endpoints(held, service)) if service else ()
                if behind:
                    found.append(Rule(host=rule.get("host", ""), path=path["path"], backend=behind[0][1]))
    return tuple(sorted(found, key=lambda rule: -len(rule.path)))


def at(rules: Iterable[Rule], places: Mapping[Place, Place]) -> tuple[Rule, ...]:
    """The same rules with their backends where they really are."""
    return tuple(Rule(host=rule.host, path=rule.path, backend=places[rule.backend]) for rule in rules)


def rule_for(rules: Iterable[Rule], host: str, path: str) -> Rule | None:
    """The first rule that fits a Host header and a path; prefixes end at a slash (pathType Prefix)."""
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    for rule in rules:
        stem = rule.path.rstrip("/")
        if rule.host in {"", name.lower()} and (path == stem or path.startswith(f"{stem}/")):
            return rule
    return None


def _key(item: Json) -> tuple[str, str]:
    return item["metadata"]["namespace"], item["metadata"]["name"]
