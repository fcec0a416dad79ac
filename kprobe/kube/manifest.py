"""The roles that reading a cluster needs, as manifests to apply: from the table of what is read, so that they agree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kprobe.kube.resources import Rule, rules

NAME = "kprobe"
_API = "rbac.authorization.k8s.io/v1"


def roles(service_account: tuple[str, str] | None = None) -> Iterator[dict[str, Any]]:
    """A ClusterRole, and a Role for each namespace in which single objects are read.

    With a service account (namespace, name) also the bindings that give it them.
    """
    every = rules()
    places = {"": tuple(r for r in every if not r.namespace)}
    for rule in every:
        if rule.namespace:
            places[rule.namespace] = (*places.get(rule.namespace, ()), rule)
    for namespace, chosen in places.items():
        yield _role(namespace, chosen)
    if service_account is not None:
        for namespace in places:
            yield _binding(namespace, *service_account)


def _role(namespace: str, chosen: tuple[Rule, ...]) -> dict[str, Any]:
    return {
        "apiVersion": _API,
        "kind": "Role" if namespace else "ClusterRole",
        "metadata": _meta(namespace),
        "rules": [_rule(rule) for rule in chosen],
    }


def _binding(namespace: str, home: str, account: str) -> dict[str, Any]:
    return {
        "apiVersion": _API,
        "kind": "RoleBinding" if namespace else "ClusterRoleBinding",
        "metadata": _meta(namespace),
        "roleRef": {
            "apiGroup": "rbac.authorization.k8s.io",
            "kind": "Role" if namespace else "ClusterRole",
            "name": NAME,
        },
        "subjects": [{"kind": "ServiceAccount", "name": account, "namespace": home}],
    }


def _meta(namespace: str) -> dict[str, str]:
    return {"name": NAME, **({"namespace": namespace} if namespace else {})}


def _rule(rule: Rule) -> dict[str, list[str]]:
    parts = {
        "apiGroups": rule.api_groups,
        "resources": rule.resources,
        "resourceNames": rule.resource_names,
        "nonResourceURLs": rule.non_resource_urls,
        "verbs": rule.verbs,
    }
    return {name: list(values) for name, values in parts.items() if values}
