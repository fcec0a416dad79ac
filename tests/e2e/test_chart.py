"""The Helm chart on a real cluster: installed by helm, its job run, its exporter scraped, and taken away again."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.e2e.cluster import Cluster
from tests.e2e.in_pods import ended, spec_of, volume_of
from tests.e2e.objects import Object
from tests.kit.hardening import weaknesses
from tests.kit.programs import program
from tests.kit.rendering_manifests import CHART

NAMESPACE = "kprobe-chart"


@pytest.fixture(scope="module")
def reports(cluster: Cluster, image: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The chart is installed, as docs/deploy tells; what its job writes is in this folder."""
    cluster.delete([NAMESPACE])
    folder = tmp_path_factory.mktemp("reports")
    volume = volume_of(cluster, folder, NAMESPACE)
    cluster.kubectl("apply", "-f", "-", stdin=json.dumps(volume))
    repository, _, tag = image.rpartition(":")
    values = folder / "values.json"
    values.write_text(json.dumps({"image": {"repository": repository, "tag": tag}}), encoding="utf-8")
    helm(cluster, "upgrade", "--install", "kprobe", str(CHART), "--create-namespace", "--values", str(values))
    yield folder
    cluster.delete([NAMESPACE])
    cluster.kubectl("delete", "--ignore-not-found", "persistentvolume", volume["metadata"]["name"])


def helm(cluster: Cluster, *args: str) -> None:
    """Helm, where kubectl is used."""
    cluster.outside(program("helm"), "--namespace", NAMESPACE, *args)


def exporters(cluster: Cluster) -> list[Object]:
    """The exporter's pods that are ready."""
    found = cluster.get("pods", "-n", NAMESPACE, "-l", "app.kubernetes.io/component=exporter")
    return [p for p in found if {"type": "Ready", "status": "True"}.items() <= _ready(p).items()]


def _ready(pod: Object) -> Object:
    return next((c for c in pod["status"].get("conditions", []) if c["type"] == "Ready"), {})


def named(cluster: Cluster) -> set[str]:
    """All that the chart made in its namespace and that is still there."""
    kinds = "all,configmap,networkpolicy,serviceaccount,persistentvolumeclaim"
    found = ((o["kind"], o["metadata"]["name"]) for o in cluster.get(kinds, "-n", NAMESPACE))
    return {f"{kind}/{name}" for kind, name in found if "kprobe" in name}


def read(cluster: Cluster, url: str) -> str:
    """What a program on a node gets there."""
    code = "import sys, urllib.request; print(urllib.request.urlopen(sys.argv[1], timeout=20).read().decode())"
    return cluster.on_node(cluster.facts.node_names[0], sys.executable, "-c", code, url)


def test_the_job_scans_without_a_gap(cluster: Cluster, reports: Path) -> None:
    cluster.kubectl("-n", NAMESPACE, "create", "job", "now", "--from=cronjob/kprobe-scan")
    pod = ended(cluster, "now", namespace=NAMESPACE)
    assert pod.code == 0, pod.log
    assert weaknesses(pod.spec) == []
    report = json.loads((reports / "report.json").read_text(encoding="utf-8"))
    assert (report["gaps"], report["vantage"]["kind"]) == ([], "pod")


def test_the_exporter_is_ready_and_scraped(cluster: Cluster, reports: Path, needs_node_commands: None) -> None:
    assert reports.is_dir()
    cluster.until(lambda: len(exporters(cluster)) == 1, "the exporter is ready", seconds=120)
    [pod] = exporters(cluster)
    assert weaknesses(spec_of(pod)) == []
    [service] = cluster.get("services", "-n", NAMESPACE)
    url = f"http://{service['spec']['clusterIP']}:{service['spec']['ports'][0]['port']}"
    assert read(cluster, f"{url}/readyz")
    text = read(cluster, f"{url}/metrics")
    checked = subprocess.run(
        [program("promtool"), "check", "metrics"], input=text, capture_output=True, text=True, check=False, timeout=50
    )
    assert (checked.returncode, checked.stderr) == (0, "")
    told = {s.name: s.value for family in text_string_to_metric_families(text) for s in family.samples}
    assert told["kprobe_scan_complete"] == 1


def test_the_network_policy_is_as_the_api_server_takes_it(cluster: Cluster, reports: Path) -> None:
    assert reports.is_dir()
    policies = cluster.get("networkpolicies", "-n", NAMESPACE)
    types = [set(p["spec"]["policyTypes"]) for p in policies]
    assert types
    assert set.union(*types) == {"Ingress", "Egress"}


def test_uninstalled_it_leaves_its_claim_alone(cluster: Cluster, reports: Path) -> None:
    assert reports.is_dir()
    helm(cluster, "uninstall", "kprobe", "--wait", "--timeout", "90s")
    cluster.until(lambda: named(cluster) == {"PersistentVolumeClaim/kprobe-reports"}, "nothing but the claim is left")
    assert not [
        o for o in cluster.get("clusterroles,clusterrolebindings") if o["metadata"]["name"].startswith("kprobe")
    ]
