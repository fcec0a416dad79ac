from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from kprobe.demo.api_misbehaviour import Forbidden
from kprobe.demo.api_server import ApiServer
from tests.kit import api
from tests.kit import yaml_shop as y
from tests.kit.command_line import environment, in_terminal, kprobe
from tests.kit.manifests import node, service_without_pods, write

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "report.schema.json").read_text(encoding="utf-8"))
GOOD = y.service() + y.workload()
BAD = y.service(target="htp") + y.workload()


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    path = tmp_path / "shop.yaml"
    path.write_text(GOOD)
    return path


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    path = tmp_path / "faulty.yaml"
    path.write_text(BAD)
    return path


def piped(text: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kprobe", "check", "-f", "-", *arguments],
        input=text,
        capture_output=True,
        text=True,
        env=environment(),
        timeout=50,
        check=False,
    )


def test_manifests_without_fault_are_0_offline(shop: Path) -> None:
    done = kprobe("check", "-f", shop, "--offline")
    assert (done.code, done.err) == (0, "")
    assert "nothing found" in done.out


def test_a_finding_is_1_and_begins_with_its_line(faulty: Path) -> None:
    done = kprobe("check", "-f", faulty, "--offline")
    assert (done.code, done.err) == (1, "")
    assert done.out.startswith(f"{faulty}:")
    assert " error KP303 Service default/web: " in done.out
    assert kprobe("check", "-f", faulty, "--offline", "--fail-on", "never").code == 0


def test_standard_input_is_a_file_like_any_other() -> None:
    done = piped(BAD, "--offline", "-n", "shop")
    assert done.returncode == 1
    assert done.stdout.startswith("<stdin>:")
    assert "Service shop/web" in done.stdout


def test_files_after_the_first_need_no_option_of_their_own(shop: Path, faulty: Path) -> None:
    done = kprobe("check", "-f", shop, faulty, "--offline")
    assert "stands at" in done.out
    assert done.code == 1


def test_the_report_is_the_contract_with_a_place(faulty: Path) -> None:
    shown = json.loads(kprobe("check", "-f", faulty, "--offline", "-o", "json").out)
    jsonschema.Draft202012Validator(SCHEMA).validate(shown)
    (finding,) = [f for f in shown["findings"] if f["code"] == "KP303"]
    assert finding["place"] == {"file": str(faulty), "line": 13, "column": 5}
    assert shown["check"]["offline"] is True
    assert shown["probed"] is False
    assert set(shown["check"]["opens"]) <= {e["id"] for e in shown["exposures"]}


def test_several_formats_at_once(faulty: Path, tmp_path: Path) -> None:
    done = kprobe("check", "-f", faulty, "--offline", "-o", "table", "-o", f"json={tmp_path / 'report.json'}")
    assert done.code == 1
    assert json.loads((tmp_path / "report.json").read_text())["findings"]


def test_a_snapshot_stands_for_the_cluster(tmp_path: Path) -> None:
    folder = tmp_path / "dump"
    folder.mkdir()
    write(folder, node("node1", "127.0.0.1"), service_without_pods("old", node_port=30200))
    path = tmp_path / "new.yaml"
    path.write_text(y.service(node_port=30200) + y.workload())
    done = kprobe("check", "-f", path, "--from", folder, "-n", "shop")
    assert done.code == 1
    assert "KP203" in done.out


def test_a_live_cluster_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "new.yaml"
    path.write_text(y.service(node_port=30080) + y.workload(host=80))
    old = api.service("old", type="NodePort", ports=[{"port": 80, "nodePort": 30080, "protocol": "TCP"}])
    edge = api.pod(
        "edge", nodeName="node1", containers=[{"name": "c", "ports": [{"containerPort": 80, "hostPort": 80}]}]
    )
    ready = api.node("node1")
    ready["status"]["conditions"] = [{"type": "Ready", "status": "True"}]
    with ApiServer([ready, old, edge], flags={"service-node-port-range": "30000-32767"}) as server:
        config = server.kubeconfig(tmp_path / "kubeconfig")
        done = kprobe("check", "-f", path, "--kubeconfig", config, "-o", "json")
    shown = json.loads(done.out)
    assert done.code == 1
    assert {f["code"] for f in shown["findings"] if f["severity"] == "error"} == {"KP203", "KP103"}
    assert {request.method for request in server.requests} == {"GET"}


def test_what_may_not_be_read_is_4_and_makes_nothing_up(tmp_path: Path, shop: Path) -> None:
    lost = tmp_path / "lost.yaml"
    lost.write_text(y.service(app="gone"))
    with ApiServer([api.node("node1")], misbehaviours=[Forbidden(resource="pods", namespace="*")]) as server:
        config = server.kubeconfig(tmp_path / "kubeconfig")
        done = kprobe("check", "-f", lost, "--kubeconfig", config)
        assert kprobe("check", "-f", shop, "--kubeconfig", config, "--allow-incomplete").code == 0
    assert done.code == 4
    assert "KP301" not in done.out
    assert "Not known: pods" in done.out


def test_a_cluster_that_is_away_is_3(shop: Path, tmp_path: Path) -> None:
    with ApiServer([]) as server:
        config = server.kubeconfig(tmp_path / "kubeconfig")
    done = kprobe("check", "-f", shop, "--kubeconfig", config)
    assert (done.code, done.out) == (3, "")
    assert "--offline" in done.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param((), "no manifests are given", id="no_file"),
        pytest.param(("-f", "/no/such/file.yaml", "--offline"), "/no/such/file.yaml", id="a_file_that_is_not_there"),
        pytest.param(("-f", "-", "--offline", "--from", "x"), "--offline", id="a_cluster_and_none"),
        pytest.param(("-f", "-", "--offline", "-n", "No Name"), "'No Name'", id="a_namespace_that_is_none"),
        pytest.param(("-f", "-", "-f", "-", "--offline"), "only once", id="standard_input_twice"),
        pytest.param(("-f", "-", "--offline"), "no Kubernetes object", id="nothing_at_all"),
    ],
)
def test_what_cannot_be_meant_is_2(arguments: tuple[str, ...], said: str) -> None:
    done = kprobe("check", *arguments)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert "Traceback" not in done.err


def test_a_template_is_2_with_the_command_that_renders_it() -> None:
    done = piped("apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Release.Name }}\n", "--offline")
    assert (done.returncode, done.stdout) == (2, "")
    assert "<stdin>:4 is a template that has not been rendered" in done.stderr
    assert "helm template" in done.stderr


def test_a_terminal_is_shown_colours_and_no_control_character_of_a_stranger() -> None:
    done = in_terminal("check", "-f", "/dev/null", "--offline")
    assert done.code == 2
    hostile = piped(BAD.replace("targetPort: htp", 'targetPort: "\\e[31mred"'), "--offline")
    assert "\x1b" not in hostile.stdout
    assert "\\x1b[31mred" in hostile.stdout
