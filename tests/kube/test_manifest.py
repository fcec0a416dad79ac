from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from kprobe.kube.manifest import roles

README = Path(__file__).parents[2] / "README.md"


def test_single_objects_are_granted_in_their_namespace_alone() -> None:
    whole, system = roles()
    assert (whole["kind"], system["kind"], system["metadata"]["namespace"]) == ("ClusterRole", "Role", "kube-system")
    assert not any("configmaps" in rule.get("resources", ()) for rule in whole["rules"])
    assert [rule["resources"] for rule in system["rules"]] == [["configmaps"]]


def test_a_service_account_is_bound_to_each_role() -> None:
    *_, everywhere, system = roles(("audit", "kprobe"))
    for binding in (everywhere, system):
        assert binding["subjects"] == [{"kind": "ServiceAccount", "name": "kprobe", "namespace": "audit"}]
        assert binding["roleRef"]["kind"] == binding["kind"].removesuffix("Binding")


def test_no_right_is_to_write_or_to_read_secrets() -> None:
    rules: list[Any] = [rule for role in roles() for rule in role["rules"]]
    assert {verb for rule in rules for verb in rule["verbs"]} == {"get", "list"}
    assert not any({"secrets", "*"} & {*rule.get("resources", ()), *rule.get("apiGroups", ())} for rule in rules)


def test_the_readme_shows_the_roles_as_they_are() -> None:
    text = README.read_text(encoding="utf-8")
    shown = text.partition("```yaml\n")[2].partition("```")[0]
    assert list(yaml.safe_load_all(shown)) == list(roles())
