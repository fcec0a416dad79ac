from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from junitparser import JUnitXml
from prometheus_client.parser import text_string_to_metric_families

from tests.kit.command_line import Done, kprobe
from tests.kit.github import page
from tests.kit.manifests import node, service_without_pods, write

FORMATS = ("csv", "json", "junit", "markdown", "prometheus", "sarif", "wide", "yaml")


@pytest.fixture(params=[("scan",), ("why", "svc/shop/web")], ids=lambda command: f"kprobe {command[0]}")
def written(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Done, Path]:
    """One run with every format, each into a file of its own."""
    cluster, out = tmp_path / "cluster", tmp_path / "out"
    cluster.mkdir()
    out.mkdir()
    write(cluster, node("node1", "127.0.0.1"), service_without_pods("web", node_port=30200))
    outputs = [word for name in FORMATS for word in ("-o", f"{name}={out / name}")]
    return kprobe(*request.param, "--from", cluster, "--no-probe", "-o", "table", *outputs), out


def test_one_run_writes_every_format_and_each_tells_the_same(written: tuple[Done, Path]) -> None:
    done, out = written
    assert (done.code, done.err) == (1, "")
    assert "NodePort web" in done.out
    assert sorted(path.name for path in out.iterdir()) == sorted(FORMATS)

    [run] = json.loads((out / "sarif").read_text(encoding="utf-8"))["runs"]
    assert [result["ruleId"] for result in run["results"]] == ["KP301"]
    assert run["invocations"][0]["exitCode"] == done.code

    with (out / "csv").open(encoding="utf-8", newline="") as stream:
        assert [row["finding"] for row in csv.DictReader(stream)] == ["KP301/Service/shop/web"]

    failures = [case.name for suite in JUnitXml.fromfile(str(out / "junit")) for case in suite if case.is_failure]
    assert "KP301 Service shop/web" in failures

    families = {f.name: f for f in text_string_to_metric_families((out / "prometheus").read_text(encoding="utf-8"))}
    assert [sample.labels["code"] for sample in families["kprobe_finding_info"].samples] == ["KP301"]

    shown = page((out / "markdown").read_text(encoding="utf-8"))
    assert "KP301" in "".join(piece.text for piece in shown.pieces)
