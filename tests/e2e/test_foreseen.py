"""What `kprobe check` says of manifests, and what the cluster then does with them."""

from __future__ import annotations

import json
import subprocess

import pytest

from tests.e2e.cluster import Cluster
from tests.e2e.facts import Facts
from tests.e2e.objects import Object, deployment, pod_spec, service

NAMESPACE = "kprobe-foreseen"
HOST_PORT = 8092


@pytest.fixture(scope="module")
def manifests(cluster: Cluster, facts: Facts) -> list[Object]:
    """Five faults beside something that works; a DaemonSet has the host port of one of them on every node."""
    held = pod_spec(facts.nginx, ports=[{"containerPort": 80, "hostPort": HOST_PORT}])
    holder = {**deployment("holder", held), "kind": "DaemonSet"}
    holder["spec"] = {k: v for k, v in holder["spec"].items() if k not in {"replicas", "strategy"}}
    cluster.delete([NAMESPACE])
    cluster.apply({NAMESPACE: [holder]})
    cluster.kubectl("rollout", "status", "-n", NAMESPACE, "daemonset/holder", "--timeout=60s")
    first = int(facts.node_port_range.partition("-")[0])
    wanted: list[Object] = [
        deployment("web", pod_spec(facts.nginx)),
        service("web", select="web"),
        service("range", select="web", port={"nodePort": first - 1}),
        service("taken", select="web", port={"nodePort": 31763, "protocol": "UDP", "targetPort": 80}),
        service("typo", select="wbe"),
        service("named", select="web", port={"targetPort": "htp"}),
        deployment("edge", held, expect="pending"),
    ]
    for item in wanted:
        item["metadata"]["namespace"] = NAMESPACE
    return wanted


def test_what_is_foreseen_comes_true(cluster: Cluster, manifests: list[Object]) -> None:
    report = cluster.check(manifests)
    said = {(f["code"], f["subject"]["name"]) for f in report["findings"] if f["severity"] == "error"}
    places = {f["code"]: f.get("place") for f in report["findings"]}
    assert said - {("KP203", "traefik")} == {
        ("KP201", "range"),
        ("KP203", "taken"),
        ("KP301", "typo"),
        ("KP303", "named"),
        ("KP103", "edge"),
    }
    assert all(places.values())

    refused = {item["metadata"]["name"] for item in manifests if not _taken(cluster, item)}
    assert refused == {"range", "taken"}

    cluster.until(lambda: "didn't have free ports" in _scheduler(cluster), "the scheduler has no node for edge")
    cluster.kubectl("rollout", "status", "-n", NAMESPACE, "deployment/web", "--timeout=60s")
    seen = cluster.scan("-n", NAMESPACE, "--no-probe").json["findings"]
    true = {(f["code"], f["subject"]["name"]) for f in seen if f["severity"] == "error"}
    assert true == {("KP301", "typo"), ("KP303", "named"), ("KP103", "edge")}

    again = cluster.check(manifests)
    assert {(f["code"], f["subject"]["name"]) for f in again["findings"] if f["severity"] == "error"} == said
    cluster.delete([NAMESPACE], wait=False)


def test_a_server_side_dry_run_knows_nothing_of_the_range(cluster: Cluster, manifests: list[Object]) -> None:
    off = next(item for item in manifests if item["metadata"]["name"] == "range")
    assert _taken(cluster, {**off, "metadata": {"name": "range", "namespace": "default"}}, "--dry-run=server")
    assert "KP201" in {f["code"] for f in cluster.check([off])["findings"] if f["severity"] == "error"}


def _taken(cluster: Cluster, item: Object, *options: str) -> bool:
    """Whether the API server takes it, by kubectl's exit code."""
    command = [*cluster.facts.kubectl, "--kubeconfig", cluster.facts.kubeconfig, "apply", *options, "-f", "-"]
    ended = subprocess.run(command, input=json.dumps(item), capture_output=True, text=True, check=False, timeout=60)
    return ended.returncode == 0


def _scheduler(cluster: Cluster) -> str:
    pods = cluster.get("pods", "-n", NAMESPACE, "-l", "app=edge")
    return " ".join(c.get("message", "") for p in pods for c in p["status"].get("conditions", []))
