from __future__ import annotations

import json
from pathlib import Path

import pytest

from kprobe.export.text import GENERATED
from tests.kit.command_line import kprobe
from tests.kit.manifests import item, node, service_without_pods, write


def service(name: str, *, port: int, node_port: int, namespace: str = "shop", **labels: str) -> dict[str, object]:
    ports = [{"port": port, "targetPort": 8080, "nodePort": node_port, "protocol": "TCP"}]
    spec = {"type": "NodePort", "selector": {"app": name}, "ports": ports, "clusterIP": "10.96.0.1"}
    return item("Service", name, namespace, metadata={"labels": labels}, spec=spec)


def endpoints(name: str, namespace: str = "shop") -> dict[str, object]:
    return item(
        "EndpointSlice",
        f"{name}-1",
        namespace,
        metadata={"labels": {"kubernetes.io/service-name": name}},
        addressType="IPv4",
        ports=[{"name": "", "port": 8080, "protocol": "TCP"}],
        endpoints=[{"addresses": ["10.244.0.7"], "conditions": {"ready": True}, "nodeName": "node1"}],
    )


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A Service that is well, one of another namespace, one that nobody is behind, one that is not exposed."""
    folder = tmp_path / "shop"
    folder.mkdir()
    inner = item(
        "Service", "inner", "shop", spec={"type": "ClusterIP", "selector": {"app": "web"}, "ports": [{"port": 80}]}
    )
    write(
        folder,
        node("node1", "192.0.2.11"),
        node("node2", "192.0.2.12"),
        service("web", port=80, node_port=30200, tier="front"),
        endpoints("web"),
        service("web", port=80, node_port=30201, namespace="infra"),
        endpoints("web", "infra"),
        service_without_pods("dead", node_port=30202),
        inner,
    )
    return folder


def test_it_is_written_to_standard_output_with_what_makes_it_anew(shop: Path) -> None:
    done = kprobe("export", "haproxy", "svc/shop/web", "--from", shop, "--address", "ipv4", "--listen", "node-port")
    assert (done.code, done.err) == (0, "")
    assert (
        f"# Make it anew:  kprobe export haproxy svc/shop/web --from {shop} --listen node-port --address ipv4\n"
        in done.out
    )
    assert "    bind *:30200\n" in done.out
    assert "    server node2 192.0.2.12:30200 check\n" in done.out


def test_a_name_that_two_have_or_nobody_is_2_with_candidates(shop: Path) -> None:
    two = kprobe("export", "nginx", "svc/web", "--from", shop)
    assert (two.code, two.out) == (2, "")
    assert "svc/infra/web" in two.err
    assert "svc/shop/web" in two.err
    none = kprobe("export", "nginx", "svc/shop/wbe", "--from", shop)
    assert none.code == 2
    assert "svc/shop/web" in none.err


def test_a_namespace_decides_between_them(shop: Path) -> None:
    done = kprobe("export", "haproxy", "svc/web", "-n", "infra", "--from", shop)
    assert done.code == 0
    assert "backend infra_web_80\n" in done.out


def test_what_is_not_exposed_is_2_with_the_reason(shop: Path) -> None:
    done = kprobe("export", "haproxy", "svc/shop/inner", "--from", shop)
    assert (done.code, done.out) == (2, "")
    assert "no way in from outside" in done.err


def test_a_target_that_nobody_should_answer_is_1_and_a_file_is_never_emptied(shop: Path, tmp_path: Path) -> None:
    file = tmp_path / "haproxy.cfg"
    file.write_text("what runs now\n")
    done = kprobe("export", "haproxy", "svc/shop/dead", "--from", shop, "-o", file)
    assert (done.code, done.out) == (1, "")
    assert "node-port/shop/dead/80/TCP is not in it: no node should answer" in done.err
    assert "nothing is written" in done.err
    assert file.read_text() == "what runs now\n"
    both = kprobe("export", "haproxy", "svc/shop/dead", "svc/shop/web", "--listen", "node-port", "--from", shop)
    assert both.code == 1
    assert "backend shop_web_80\n" in both.out


def test_of_a_selection_what_is_well_is_written_and_the_rest_said(shop: Path) -> None:
    done = kprobe("export", "haproxy", "--all", "--from", shop)
    assert done.code == 0
    assert "shop/dead/80/TCP is not in it" in done.err
    assert [line for line in done.out.splitlines() if line.startswith("frontend ")] == [
        "frontend infra_web_80",
        "frontend shop_web_80",
    ]
    assert "    bind *:30200\n" in done.out
    assert "infra_web" not in kprobe("export", "haproxy", "-n", "shop", "--from", shop).out
    assert "infra_web" not in kprobe("export", "haproxy", "-l", "tier=front", "--from", shop).out


def test_a_file_that_would_say_the_same_is_left_alone(shop: Path, tmp_path: Path) -> None:
    file = tmp_path / "haproxy.cfg"
    command = ("export", "haproxy", "svc/shop/web", "--from", shop, "-o", file)
    first = kprobe(*command)
    assert (first.code, first.out) == (0, "")
    assert f"written to {file}" in first.err
    old = file.read_text().replace(GENERATED, f"{GENERATED}long ago ")
    file.write_text(old)
    again = kprobe(*command)
    assert f"{file} says the same already" in again.err
    assert file.read_text() == old
    file.write_text(old.replace("node2", "node9"))
    assert "written to" in kprobe(*command).err
    assert "node9" not in file.read_text()


def test_a_file_takes_the_old_ones_place_in_one_step(shop: Path, tmp_path: Path) -> None:
    file = tmp_path / "haproxy.cfg"
    file.write_text("old\n")
    before = file.stat().st_ino
    kprobe("export", "haproxy", "svc/shop/web", "--from", shop, "-o", file)
    assert file.stat().st_ino != before
    assert {p.name for p in tmp_path.iterdir()} == {"haproxy.cfg", "shop"}


def test_what_could_not_be_read_is_4_and_said_in_the_file(shop: Path) -> None:
    (shop / "pod.json").unlink()
    done = kprobe("export", "haproxy", "svc/shop/web", "--from", shop)
    assert done.code == 4
    assert "not known: pods" in done.err
    assert "# Not known: pods (not in the files given)" in done.out
    assert kprobe("export", "haproxy", "svc/shop/web", "--from", shop, "--allow-incomplete").code == 0


def test_the_modules_are_the_same_for_every_cluster_and_need_none() -> None:
    done = kprobe("export", "blackbox-modules")
    assert (done.code, done.err) == (0, "")
    assert "modules:\n" in done.out
    refused = kprobe("export", "blackbox-modules", "svc/shop/web")
    assert (refused.code, refused.out) == (2, "")
    assert "TARGET is of no use" in refused.err
    assert "--standby is of no use" in kprobe("export", "blackbox-modules", "--standby").err


def test_targets_for_prometheus_are_yaml(shop: Path) -> None:
    done = kprobe("export", "blackbox", "svc/shop/web", "--from", shop)
    assert done.code == 0
    assert '- targets: ["http://192.0.2.11:30200/"]\n' in done.out


@pytest.mark.parametrize(
    ("given", "word"),
    [
        pytest.param(
            ("apache", "svc/shop/web"), "Formats: blackbox, blackbox-modules, haproxy, nginx", id="no such format"
        ),
        pytest.param(("haproxy",), "needs a TARGET, or --all", id="nothing chosen"),
        pytest.param(("haproxy", "svc/shop/web", "--all"), "--all chooses among all", id="a target and all"),
        pytest.param(("haproxy", "svc/shop/web", "-l", "a=b"), "-l chooses among all", id="a target and labels"),
        pytest.param(("haproxy", "svc/web", "-n", "a", "-n", "b"), "in one namespace", id="a target in two namespaces"),
        pytest.param(("haproxy", "--all", "-n", "shop"), "a part of it", id="all and a namespace"),
        pytest.param(("haproxy", "--all", "-l", "a=b=c"), "label selector", id="a selector that cannot be read"),
        pytest.param(
            ("nginx", "--all", "--http-check", "/x"), "--http-check is nothing that nginx", id="a check for nginx"
        ),
        pytest.param(("nginx", "--all", "--standby"), "--standby is nothing that nginx", id="standby for nginx"),
        pytest.param(
            ("blackbox", "--all", "--address", "ipv6"), "--address is nothing that", id="addresses of targets"
        ),
        pytest.param(("haproxy", "--all", "--http-check", "x"), "is not a path", id="no path"),
        pytest.param(("haproxy", "--all", "--http-check", "/a b"), "is not a path", id="a blank in a path"),
        pytest.param(("haproxy", "--all", "--http-check", "/\r\nX: y"), "is not a path", id="a line in a path"),
        pytest.param(("haproxy", "svc/shop/web", "svc/infra/web"), "--listen node-port", id="two on one port"),
        pytest.param(("haproxy", "--all", "-o", "/no/such/folder/x"), "there is no directory", id="no directory"),
    ],
)
def test_what_cannot_be_meant_is_2(shop: Path, given: tuple[str, ...], word: str) -> None:
    done = kprobe("export", *given, "--from", shop)
    assert (done.code, done.out) == (2, "")
    assert word in done.err


def test_formats_are_completed_and_help_names_them() -> None:
    env = {"_KPROBE_COMPLETE": "complete_bash", "COMP_WORDS": "kprobe export ", "COMP_CWORD": "2"}
    assert kprobe(env=env).out.split() == ["blackbox", "blackbox-modules", "haproxy", "nginx"]
    shown = " ".join(kprobe("export", "--help").out.split())
    assert "blackbox, blackbox-modules, haproxy, nginx" in shown
    assert "Exit codes: 0 written" in shown


def test_a_snapshot_is_as_good_as_a_cluster(shop: Path, tmp_path: Path) -> None:
    taken = tmp_path / "snapshot.json"
    assert kprobe("snapshot", "--from", shop, "-o", taken).code == 0
    json.loads(taken.read_text())
    done = kprobe("export", "haproxy", "svc/shop/web", "--from", taken)
    assert done.code == 0
    assert "server node1 192.0.2.11:30200 check" in done.out
