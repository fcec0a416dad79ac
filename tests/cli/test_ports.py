from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from kprobe.demo.api_server import ApiServer
from tests.kit import api
from tests.kit.command_line import in_terminal, kprobe
from tests.kit.manifests import host_port_pod, node, service_without_pods, write


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    folder = tmp_path / "dump"
    folder.mkdir()
    return write(
        folder,
        node("node1", "127.0.0.1"),
        service_without_pods("web", node_port=30200),
        host_port_pod("edge", port=8080, node_name="node1", address="127.0.0.1"),
        host_port_pod("rival", port=30200, node_name="node1", address="127.0.0.1"),
    )


def test_ports_are_listed_and_that_is_0(dump: Path) -> None:
    done = kprobe("ports", "--from", dump)
    assert (done.code, done.err) == (0, "")
    assert "NodePort shop/web" in done.out
    assert "Free NodePorts: 30000 30001 30002" in done.out


def test_ports_and_a_node_narrow_the_list(dump: Path) -> None:
    shown = json.loads(kprobe("ports", "8080", "30000-30300", "--from", dump, "-o", "json").out)
    assert [place["port"] for place in shown["places"]] == [8080, 30200, 30200]
    assert shown["hidden"] > 0
    contested = json.loads(kprobe("ports", "--contested", "--from", dump, "-o", "json").out)
    assert {place["port"] for place in contested["places"]} == {30200}


def test_free_ports_are_proposed(dump: Path) -> None:
    shown = json.loads(kprobe("ports", "--from", dump, "-o", "json", "--free", "2").out)
    assert shown["free"]["ports"] == [30000, 30001]
    done = kprobe("ports", "--from", dump, "-o", "json", "--free", "2", "--host-ports", "--node", "node1")
    assert json.loads(done.out)["free"]["ports"] == [8081, 8082]


def test_fewer_than_asked_for_is_1(dump: Path) -> None:
    done = kprobe("ports", "--from", dump, "--free", "3", "--between", "30199-30201")
    assert done.code == 1
    assert "30199 30201, no more" in done.out


def test_csv_is_csv(dump: Path) -> None:
    lines = list(csv.DictReader(io.StringIO(kprobe("ports", "--from", dump, "-o", "csv", "8080").out)))
    assert [(entry["port"], entry["workload"]) for entry in lines] == [("8080", "Pod shop/edge")]


def test_what_was_not_read_is_4_and_nothing_is_called_free(tmp_path: Path) -> None:
    partial = write(tmp_path, node("node1", "127.0.0.1"), complete=False)
    done = kprobe("ports", "--from", partial, "--free", "1")
    assert done.code == 4
    assert "not known" in done.out
    assert kprobe("ports", "--from", partial, "--allow-incomplete").code == 0
    assert kprobe("ports", "--from", partial, "--allow-incomplete", "--free", "1").code == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(("eighty",), "'eighty'", id="a_port_that_is_none"),
        pytest.param(("90-80",), "'90-80'", id="a_range_backwards"),
        pytest.param(("70000",), "'70000'", id="a_port_too_large"),
        pytest.param(("--host-ports",), "--free", id="host_ports_without_free"),
        pytest.param(("--between", "1-2"), "--free", id="between_without_free"),
        pytest.param(("--free", "1", "-o", "csv"), "csv", id="free_as_csv"),
        pytest.param(("--free", "-1"), "-1", id="less_than_none"),
        pytest.param(("--node", "nodel"), "node1", id="a_node_that_is_not_there"),
    ],
)
def test_what_cannot_be_meant_is_2(dump: Path, arguments: tuple[str, ...], said: str) -> None:
    done = kprobe("ports", "--from", dump, *arguments)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_a_cluster_is_read_live(tmp_path: Path) -> None:
    edge = api.pod(
        "edge", nodeName="node1", containers=[{"name": "c", "ports": [{"containerPort": 80, "hostPort": 80}]}]
    )
    web = api.service("web", type="NodePort", ports=[{"port": 80, "nodePort": 30080, "protocol": "TCP"}])
    with ApiServer([api.node("node1"), edge, web]) as server:
        done = in_terminal("ports", "--kubeconfig", server.kubeconfig(tmp_path / "kubeconfig"), columns=100)
    assert done.code == 0
    assert "host port shop/edge" in done.out
    assert "NodePort shop/web" in done.out
