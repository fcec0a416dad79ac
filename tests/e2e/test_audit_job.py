"""The nightly scan of docs/deploy/kustomize on a real cluster: a pod without rights, its reports, its baseline."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
import yaml
from junitparser import JUnitXml

from kprobe.checks import load_balancer_pending, pod_not_running
from tests.e2e.cluster import Cluster
from tests.e2e.facts import Facts
from tests.e2e.in_pods import DOCS, IMAGE, NAMESPACE, Ended, Installed, all_ended
from tests.e2e.objects import deployment, pod_spec, service
from tests.kit.hardening import weaknesses
from tests.kit.programs import program

AUDITED = "kprobe-audit"
FIRST_PORT, SECOND_PORT = 30016, 30017
GRACE = max(load_balancer_pending.GRACE, pod_not_running.GRACE)  # seconds in which what is pending is no error yet
SHARDS = 4
SARIF = Path(__file__).parents[1] / "render" / "schemas" / "sarif-schema-2.1.0.json"
IGNORE = f"ignores: [{{namespace: {AUDITED}, reason: opened for the audit itself}}]\n"


@pytest.fixture(scope="module")
def installed(cluster: Cluster, image: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    assert image
    made = Installed(
        cluster=cluster,
        folder=tmp_path_factory.mktemp("overlay"),
        reports=tmp_path_factory.mktemp("reports"),
    )
    cluster.delete([AUDITED, NAMESPACE])
    cluster.until(lambda: _settled(cluster), "nothing turns from pending to an error between two nights", seconds=240)
    made.apply()
    yield made
    made.remove()
    cluster.delete([AUDITED], wait=False)


def _settled(cluster: Cluster) -> bool:
    """Whether all that other tests left is old enough to be judged tonight as it will be tomorrow."""
    return cluster.age_of_youngest("pods,services", "-A") > GRACE + 5


@pytest.fixture(scope="module")
def first(installed: Installed) -> Ended:
    """The first night, which has no baseline yet."""
    return installed.scan("first")


@pytest.mark.timeout(900)
def test_the_first_night_accepts_what_is_there_and_says_so(installed: Installed, first: Ended) -> None:
    assert first.code == 0, first.log
    assert "what is found now is accepted and written there" in first.log
    assert json.loads((installed.reports / "baseline.json").read_text())["vantage"] == "pod"


@pytest.mark.timeout(900)
def test_the_pod_has_no_rights_and_its_report_says_that_it_stood_inside(installed: Installed, first: Ended) -> None:
    assert weaknesses(first.spec) == []
    assert {path.stat().st_uid for path in installed.reports.iterdir()} == {65532}
    report = installed.report()
    assert report["gaps"] == []
    assert report["vantage"]["kind"] == "pod"
    assert "from a pod" in first.log


@pytest.mark.timeout(900)
def test_each_format_is_read_by_what_it_is_for(installed: Installed, first: Ended) -> None:
    assert first.code == 0, first.log
    report = installed.report()
    schema = json.loads((DOCS / "report.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(report)
    sarif = json.loads((installed.reports / "kprobe.sarif").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator(json.loads(SARIF.read_text(encoding="utf-8"))).validate(sarif)
    cases = [case for suite in JUnitXml.fromfile(str(installed.reports / "junit.xml")) for case in suite]
    assert len(cases) >= len(report["exposures"])
    metrics = (installed.reports / "kprobe.prom").read_text(encoding="utf-8")
    checked = subprocess.run(
        [program("promtool"), "check", "metrics"],
        input=metrics,
        capture_output=True,
        text=True,
        check=False,
        timeout=50,
    )
    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.timeout(900)
def test_a_new_node_port_fails_one_night_and_one_that_is_ignored_with_a_reason_none(
    installed: Installed, first: Ended, facts: Facts
) -> None:
    assert first.code == 0, first.log
    cluster = installed.cluster
    web = deployment("web", pod_spec(facts.nginx))
    cluster.apply({AUDITED: [web, service("web", select="web", port={"nodePort": FIRST_PORT})]})
    cluster.kubectl("rollout", "status", "-n", AUDITED, "deployment/web", "--timeout=60s")

    opened = installed.scan("opened")
    assert opened.code == 1, opened.log
    new = [f for f in installed.report()["findings"] if f.get("known") is False and f["severity"] == "error"]
    assert [(f["code"], f["subject"]["name"]) for f in new] == [("KP916", "web")]

    known = installed.scan("known")
    assert known.code == 0, known.log

    installed.apply(IGNORE)
    cluster.apply({AUDITED: [service("other", select="web", port={"nodePort": SECOND_PORT})]})
    ignored = installed.scan("ignored")
    assert ignored.code == 0, ignored.log
    found = {(f["code"], f["subject"]["name"]): f for f in installed.report()["findings"]}
    assert found["KP916", "other"]["ignored"]["reason"] == "opened for the audit itself"


@pytest.mark.timeout(900)
def test_an_indexed_job_shares_one_scan_and_merge_joins_it(installed: Installed, tmp_path: Path) -> None:
    text = (DOCS / "large-clusters.md").read_text(encoding="utf-8").partition("```yaml\n")[2].partition("```")[0]
    job = yaml.safe_load(text)
    (container,) = job["spec"]["template"]["spec"]["containers"]
    container["image"] = f"{IMAGE}:e2e"
    assert weaknesses(job["spec"]["template"]["spec"]) == []
    installed.cluster.kubectl("apply", "-f", "-", stdin=json.dumps(job))
    pods = all_ended(installed.cluster, job["metadata"]["name"], SHARDS)
    assert [pod.code for pod in pods] == [0] * SHARDS, [pod.log[-300:] for pod in pods]
    files = []
    for index, pod in enumerate(pods):
        files.append(tmp_path / f"{index}.json")
        files[-1].write_text(pod.log, encoding="utf-8")
    merged = subprocess.run(
        [sys.executable, "-m", "kprobe", "merge", *files, "-o", "json", "--fail-on", "never"],
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert merged.returncode == 0, merged.stderr
    report = json.loads(merged.stdout)
    whole = installed.scan("whole")
    assert whole.code == 0, whole.log
    assert {e["id"] for e in report["exposures"]} == {e["id"] for e in installed.report()["exposures"]}
    assert report["gaps"] == []
