"""What the account may read, who may reach the pods, and whom they may reach."""

from __future__ import annotations

from typing import Any

import yaml

from docs import generate_deploy
from tests.kit.command_line import kprobe
from tests.kit.rendering_manifests import Object, of_kind, pods

RBAC = ("ClusterRole", "Role", "ClusterRoleBinding", "RoleBinding")


def unlabelled(objects: list[Object]) -> list[Object]:
    """Sorted, and without what the installer adds."""
    bare = [
        {**o, "metadata": {k: v for k, v in o["metadata"].items() if k != "labels"}} for o in of_kind(objects, *RBAC)
    ]
    return sorted(bare, key=lambda o: str(o["kind"]))


def test_the_roles_are_those_that_kprobe_prints(objects: list[Object]) -> None:
    printed = kprobe("rbac", "--manifest", "--service-account", "kprobe/kprobe")
    assert printed.code == 0
    assert unlabelled(objects) == unlabelled(list(yaml.safe_load_all(printed.out)))


def test_the_files_that_repeat_the_code_are_up_to_date() -> None:
    stale = [path for path, text in generate_deploy.texts().items() if path.read_text(encoding="utf-8") != text]
    assert stale == [], "run: make docs"


def test_the_token_is_given_only_to_pods_that_ask_for_it(objects: list[Object]) -> None:
    (account,) = of_kind(objects, "ServiceAccount")
    assert account["automountServiceAccountToken"] is False
    assert {pod.spec["serviceAccountName"] for pod in pods(objects)} == {account["metadata"]["name"]}
    assert all(pod.spec["automountServiceAccountToken"] is True for pod in pods(objects))


def let_in(policies: list[Object], labels: dict[str, str]) -> list[Any] | None:
    """The ports that somebody may reach on a pod with these labels; None where no policy says anything."""
    mine = [p["spec"] for p in policies if p["spec"]["podSelector"].get("matchLabels", {}).items() <= labels.items()]
    ingress = [spec for spec in mine if "Ingress" in spec["policyTypes"]]
    return [port["port"] for spec in ingress for rule in spec["ingress"] for port in rule["ports"]] if ingress else None


def test_nobody_is_let_in_but_to_the_exporters_port(objects: list[Object]) -> None:
    policies = of_kind(objects, "NetworkPolicy")
    for pod in pods(objects):
        assert let_in(policies, pod.labels) == (["metrics"] if pod.args[0] == "serve" else [])


def test_every_pod_has_a_rule_for_what_it_may_reach(objects: list[Object]) -> None:
    policies = [p["spec"] for p in of_kind(objects, "NetworkPolicy") if "Egress" in p["spec"]["policyTypes"]]
    for pod in pods(objects):
        assert [p for p in policies if p["podSelector"]["matchLabels"].items() <= pod.labels.items()]
