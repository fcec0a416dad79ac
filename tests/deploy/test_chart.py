"""The chart's own ways: values, names, and what is left out."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from kprobe import __version__
from tests.deploy.conftest import TIGHT
from tests.kit.policies import policy
from tests.kit.programs import program, run
from tests.kit.rendering_manifests import CHART, KUSTOMIZE, helm, helm_template, kustomize, of_kind, pods


def kinds(tmp_path: Path, **values: Any) -> list[str]:
    return sorted({o["kind"] for o in helm(values, folder=tmp_path)})


def test_helm_has_nothing_to_complain_about(tmp_path: Path) -> None:
    values = tmp_path / "values.json"
    values.write_text(json.dumps(TIGHT))
    for more in ((), ("--values", values)):
        said, beside = run(program("helm"), "lint", "--strict", "--kube-version", "1.33.0", CHART, *more)
        assert "WARNING" not in said + beside


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"scan": {"baselin": "rolling"}}, "baselin"),
        ({"scan": {"baseline": "sometimes"}}, "baseline"),
        ({"exporter": {"port": 70000}}, "port"),
        ({"image": {"digest": "latest"}}, "digest"),
        ({"serviceAccount": {"create": False}}, "serviceAccount.name must name an existing service account"),
    ],
)
def test_a_wrong_value_is_refused_by_its_name(tmp_path: Path, values: dict[str, Any], said: str) -> None:
    file = tmp_path / "values.json"
    file.write_text(json.dumps(values))
    done = subprocess.run(
        helm_template("kprobe", file),
        capture_output=True,
        text=True,
        check=False,
        timeout=50,
    )
    assert done.returncode != 0
    assert said in done.stderr


def test_what_is_not_wanted_is_not_installed(tmp_path: Path) -> None:
    without = kinds(tmp_path, exporter={"enabled": False})
    assert "Deployment" not in without
    assert "Service" not in without
    assert "CronJob" in without
    assert "CronJob" not in kinds(tmp_path, scan={"enabled": False})
    assert "NetworkPolicy" not in kinds(tmp_path, networkPolicy={"enabled": False})
    assert "ClusterRole" not in kinds(tmp_path, rbac={"create": False})


def test_two_releases_share_nothing(tmp_path: Path) -> None:
    one, two = (
        {(o["kind"], o["metadata"]["name"]) for o in helm(folder=tmp_path, release=name)} for name in ("one", "two")
    )
    assert one & two == set()
    assert ("ClusterRole", "one-kprobe") in one


def test_the_chart_and_the_kustomization_run_the_same(tmp_path: Path) -> None:
    def running(objects: Any) -> dict[str, Any]:
        found = {}
        for pod in pods(objects):
            for volume in pod.spec["volumes"]:
                if "configMap" in volume:
                    volume["configMap"] = {}  # kustomize adds a hash to its name
            found[pod.name] = pod.spec
        return found

    assert running(helm(folder=tmp_path)) == running(kustomize())


def test_the_policy_is_what_kprobe_reads(tmp_path: Path) -> None:
    (config,) = of_kind(helm(TIGHT, folder=tmp_path), "ConfigMap")
    read = policy(config["data"]["kprobe.yaml"])
    assert read.fail_on == "warning"
    assert [ignore.reason for ignore in read.ignores] == ["routed by our own BGP speakers"]


def test_an_empty_policy_is_one_that_kprobe_reads(tmp_path: Path) -> None:
    (chart,) = of_kind(helm(folder=tmp_path), "ConfigMap")
    assert policy(chart["data"]["kprobe.yaml"]).ignores == ()
    assert policy((KUSTOMIZE / "base" / "kprobe.yaml").read_text(encoding="utf-8")).ignores == ()


def test_a_change_of_the_policy_restarts_the_exporter(tmp_path: Path) -> None:
    def checksum(values: dict[str, Any]) -> str:
        (deployment,) = of_kind(helm(values, folder=tmp_path), "Deployment")
        return str(deployment["spec"]["template"]["metadata"]["annotations"]["checksum/policy"])

    assert checksum({}) != checksum({"policy": {"fail_on": "warning"}})


def test_chart_kustomization_and_kprobe_have_one_version(tmp_path: Path) -> None:
    for objects in (helm(folder=tmp_path), kustomize()):
        images = {c["image"] for pod in pods(objects) for c in pod.spec["containers"]}
        assert images == {f"ghcr.io/kprobe/kprobe:{__version__}"}


def test_an_image_by_digest_has_no_tag(tmp_path: Path) -> None:
    images = {c["image"] for pod in pods(helm(TIGHT, folder=tmp_path)) for c in pod.spec["containers"]}
    assert images == {f"ghcr.io/kprobe/kprobe@sha256:{'0' * 64}"}
