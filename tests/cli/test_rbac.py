from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from kprobe.demo.api_misbehaviour import Forbidden
from kprobe.demo.api_server import ApiServer
from tests.kit.api import config_map, node, pod
from tests.kit.command_line import in_terminal, kprobe
from tests.kit.rendering import bare

SCENE = [pod("web"), node("node1"), config_map("kube-proxy", {"config.conf": "mode: iptables"})]
FLAGS = {"service-node-port-range": "30000-32767"}


def test_roles_are_printed_without_any_cluster() -> None:
    done = kprobe("rbac", "--manifest", "--service-account", "audit/kprobe")
    assert done.code == 0
    kinds = [m["kind"] for m in yaml.safe_load_all(done.out)]
    assert kinds == ["ClusterRole", "Role", "ClusterRoleBinding", "RoleBinding"]


def test_full_rights_are_0_and_a_lacking_one_is_1_with_the_next_step(tmp_path: Path) -> None:
    with ApiServer(SCENE, flags=FLAGS) as server:
        assert kprobe("rbac", "--kubeconfig", server.kubeconfig(tmp_path / "config")).code == 0
    with ApiServer(SCENE, flags=FLAGS, misbehaviours=[Forbidden(resource="events", namespace="*")]) as server:
        file = server.kubeconfig(tmp_path / "config")
        done = kprobe("rbac", "--kubeconfig", file)
        wide = in_terminal("rbac", "--kubeconfig", file, columns=80)
        machine = json.loads(kprobe("rbac", "--kubeconfig", file, "-o", "json").out)
    assert done.code == 1
    assert "list events" in done.out
    assert "1 gap, and exit code 4, where it asks for events." in done.out
    assert "kprobe rbac --manifest | kubectl apply -f -" in done.out
    assert max(map(len, bare(wide.out).splitlines())) <= 80
    assert machine["schema"] == "kprobe-rbac/v1"
    assert [g["what"] for g in machine["gaps"]] == ["events"]


@pytest.mark.parametrize(
    "arguments", [("--service-account", "audit/kprobe"), ("--manifest", "--service-account", "kprobe")]
)
def test_a_service_account_goes_with_the_manifest_and_names_its_namespace(arguments: tuple[str, ...]) -> None:
    done = kprobe("rbac", *arguments)
    assert (done.code, "--service-account" in done.err) == (2, True)
