"""With the roles that kprobe prints nothing is missing; without one of their rights exactly what kprobe says."""

from __future__ import annotations

import copy
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from kprobe.kube.manifest import roles
from kprobe.kube.resources import KINDS
from tests.e2e.cluster import KPROBE, Cluster
from tests.e2e.report import Report

HOME = "kprobe-rights"
ACCOUNT = (HOME, "kprobe")
LISTS = [kind.resource.value for kind in KINDS]
OTHERS = ["configmaps", "felixconfigurations", "/flagz", "/version"]
LACKING = {"configmaps": 4, "/version": 0}
"""Answers that go with a rule, where not one; /version is everybody's (ClusterRole system:public-info-viewer)."""


class Borrower:
    """Runs kprobe with a service account's token, whose rights are those of the roles that were applied last."""

    def __init__(self, cluster: Cluster, folder: Path) -> None:
        self.cluster = cluster
        self.kubeconfig = folder / "kubeconfig"
        admin: Any = yaml.safe_load(Path(cluster.facts.kubeconfig).read_text())
        token = cluster.kubectl("-n", HOME, "create", "token", ACCOUNT[1], "--duration=1h").strip()
        admin["users"] = [{"name": user["name"], "user": {"token": token}} for user in admin["users"]]
        self.kubeconfig.write_text(yaml.safe_dump(admin))

    def grant(self, without: str = "") -> None:
        """Apply the roles, but for what is about one resource or path."""
        manifests = [_without(role, without) for role in roles(ACCOUNT)]
        self.cluster.kubectl(
            "apply", "-f", "-", stdin=json.dumps({"apiVersion": "v1", "kind": "List", "items": manifests})
        )

    def kprobe(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [*self.cluster.facts.client_prefix, str(KPROBE), *arguments, "--kubeconfig", str(self.kubeconfig)]
        return subprocess.run(
            command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, timeout=120
        )

    def review(self) -> Any:
        return json.loads(self.kprobe("rbac", "-o", "json").stdout)

    def scan(self) -> Report:
        ended = self.kprobe("scan", "--no-probe", "-o", "json")
        return Report(json.loads(ended.stdout), exit_code=ended.returncode, stderr=ended.stderr, seconds=0.0)


def _without(manifest: dict[str, Any], taken: str) -> dict[str, Any]:
    kept = copy.deepcopy(manifest)
    for rule in kept.get("rules", []):
        for field in ("resources", "nonResourceURLs"):
            if field in rule:
                rule[field] = [name for name in rule[field] if name != taken]
    if "rules" in kept:
        kept["rules"] = [r for r in kept["rules"] if r.get("resources") or r.get("nonResourceURLs")]
    return kept


@pytest.fixture(scope="module")
def borrower(cluster: Cluster, faults: Report, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Borrower]:
    cluster.delete([HOME])
    account = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": ACCOUNT[1]}}
    cluster.apply({HOME: [account]})
    made = Borrower(cluster, tmp_path_factory.mktemp("rights"))
    yield made
    for role in roles(ACCOUNT):
        where = ["-n", role["metadata"]["namespace"]] if "namespace" in role["metadata"] else []
        cluster.kubectl("delete", "--ignore-not-found", *where, role["kind"], role["metadata"]["name"])
    cluster.delete([HOME], wait=False)


@pytest.fixture(scope="module")
def whole(borrower: Borrower) -> Report:
    """A scan with exactly the rights that kprobe asks for."""
    borrower.grant()
    borrower.cluster.until(lambda: borrower.review()["complete"], "the rights are granted")
    return borrower.scan()


def test_with_the_printed_roles_alone_nothing_is_missing(whole: Report) -> None:
    assert whole.json["gaps"] == []
    assert whole.exit_code == 1, "the cluster has faults, and all of it could be read"


@pytest.mark.parametrize("taken", [*LISTS, *OTHERS])
def test_without_one_right_exactly_its_gap_is_there_and_nobody_is_blamed_for_it(
    borrower: Borrower, whole: Report, taken: str
) -> None:
    borrower.grant(without=taken)

    def taken_away() -> bool:
        lacking = [r for r in borrower.review()["rights"] if r["allowed"] == "no"]
        return len(lacking) == LACKING.get(taken, 1)

    borrower.cluster.until(taken_away, f"{taken} is taken away")
    said = borrower.review()
    report = borrower.scan()
    gaps = {gap["what"]: gap["effect"] for gap in report.json["gaps"]}
    assert gaps == {gap["what"]: gap["effect"] for gap in said["gaps"]}
    if taken in LISTS:
        assert list(gaps) == [taken]
    elif taken == "configmaps":
        assert [what.partition(" (")[0] for what in gaps] == ["service proxy configuration"]
    else:
        assert gaps == {}, "what it proves is known otherwise here"
    new = {f["id"] for f in report.json["findings"]} - {f["id"] for f in whole.json["findings"]}
    assert new == set()
    complete = all(gap["advisory"] for gap in report.json["gaps"])
    assert report.exit_code == (1 if complete else 4)
    assert said["complete"] is complete
