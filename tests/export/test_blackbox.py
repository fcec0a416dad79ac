"""Targets for blackbox_exporter: which there are, and that the real Prometheus and the real exporter take them."""

from __future__ import annotations

import json
import re
import ssl
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from msgspec import structs

from kprobe.cluster.cluster import Cluster
from kprobe.export.blackbox import EXPORTER, modules_file
from kprobe.export.exporter import Written
from kprobe.model.objects.ingress import IngressTLS
from tests.kit.exporting import written
from tests.kit.ingress import controller_service, served_by
from tests.kit.objects import (
    ApiObject,
    cluster,
    container_port,
    deployed,
    ingress,
    node,
    pod,
    served,
    service,
    service_port,
)
from tests.kit.ports import udp_answering
from tests.kit.programs import free_ports, program, run, running
from tests.kit.servers import answers, serving
from tests.kit.stages import with_meta, with_spec
from tests.kit.tls import NAME, Certificates

DOCUMENTATION = Path(__file__).parents[2] / "docs" / "export.md"
PODS = (deployed("web", node="node1"), deployed("web", 2, node="node2", addresses=("10.244.1.7",)))
WEB = service("web", selector={"app": "web"})


def groups(of: Cluster) -> list[dict[str, Any]]:
    found = yaml.safe_load(written(EXPORTER, of).text)
    assert isinstance(found, list)
    return found


def by_exposure(of: Cluster) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for group in groups(of):
        found.setdefault(group["labels"]["exposure"], []).append(group)
    return found


def made(*objects: ApiObject) -> Written:
    return written(EXPORTER, cluster(*objects))


def test_every_address_that_should_answer_is_a_target_with_its_labels() -> None:
    found = by_exposure(cluster(*served(WEB, *PODS)))["node-port/shop/web/80/TCP"]
    assert found == [
        {
            "targets": [f"http://192.0.2.1{n}:30080/"],
            "labels": {
                "module": "http_answers",
                "exposure": "node-port/shop/web/80/TCP",
                "kind": "node-port",
                "namespace": "shop",
                "service": "web",
                "node": f"node{n}",
                "scheme": "http",
            },
        }
        for n in (1, 2)
    ]


@pytest.mark.parametrize(
    ("number", "declared", "module", "target", "scheme"),
    [
        (5432, None, "tcp_connect", "192.0.2.11:30000", "tcp"),
        (443, None, "http_answers", "https://192.0.2.11:30000/", "https"),
        (9000, "grpc", "tcp_connect", "192.0.2.11:30000", "http"),
        (9000, "kubernetes.io/h2c", "tcp_connect", "192.0.2.11:30000", "http"),
        (9000, "kubernetes.io/ws", "http_answers", "http://192.0.2.11:30000/", "http"),
    ],
)
def test_how_it_is_asked_is_what_the_port_declares(
    number: int, declared: str | None, module: str, target: str, scheme: str
) -> None:
    port = structs.replace(service_port(number, target=8080, node=30000), app_protocol=declared)
    (found,) = groups(cluster(*served(with_spec(WEB, ports=(port,)), *PODS), node("node1")))
    assert (found["labels"]["module"], found["targets"], found["labels"]["scheme"]) == (module, [target], scheme)


def test_of_udp_dns_alone_is_asked() -> None:
    names, other = (
        with_spec(WEB, ports=(service_port(number, target=8080, node=30000, protocol="UDP"),)) for number in (53, 9999)
    )
    (found,) = groups(cluster(*served(names, *PODS), node("node1")))
    assert (found["labels"]["module"], found["targets"]) == ("dns_answers", ["192.0.2.11:30000"])
    done = made(*served(other, *PODS))
    assert done.skipped == (
        ("node-port/shop/web/9999/UDP", "no entry should answer: blackbox_exporter asks nothing over UDP but DNS"),
    )
    assert yaml.safe_load(done.text) == []


def test_an_ingress_is_asked_with_its_host_and_path() -> None:
    tls = (IngressTLS(hosts=("shop.example",), secret_name="own"),)
    shop = ingress("shop", path="/a b", tls=tls)
    found = by_exposure(cluster(shop, *served(with_spec(WEB, type="ClusterIP"), *PODS), *served_by("ingress-nginx")))
    (pinned,) = found["ingress/shop/shop/shop.example/a b"]
    assert pinned["targets"] == ["https://192.0.2.11:31443/a%20b"]
    assert pinned["labels"]["module"] == "http_routed"
    assert pinned["labels"]["hostname"] == "shop.example"
    assert pinned["labels"]["service"] == "web"


def balanced_ingress(host: str) -> Cluster:
    return cluster(
        ingress("shop", host, address="203.0.113.9"),
        *served(with_spec(WEB, type="ClusterIP"), *PODS),
        *served_by("ingress-nginx", controller_service("LoadBalancer", load_balancer=("203.0.113.9",))),
    )


def test_a_name_that_leads_to_one_port_is_asked_as_it_is() -> None:
    found = by_exposure(balanced_ingress("shop.example"))["ingress/shop/shop/shop.example/"]
    by_name = next(g for g in found if g["targets"] == ["http://shop.example/"])
    assert "hostname" not in by_name["labels"]
    assert any(g["targets"] == ["http://203.0.113.9/"] for g in found)


def test_a_name_of_which_nobody_knows_that_it_exists_is_not_asked() -> None:
    done = written(EXPORTER, balanced_ingress("*.shop.example"))
    assert not any("kprobe-check.shop.example" in t for g in yaml.safe_load(done.text) for t in g["targets"])
    assert "(the rule is for every name of a domain" in done.text
    assert done.remarks == ()


def test_what_should_not_answer_is_not_asked_and_that_is_said() -> None:
    local = with_spec(WEB, external_traffic_policy="Local")
    done = made(*served(local, *PODS), node("node1"), node("node2"), node("node3"))
    assert not any("192.0.2.13" in t for g in yaml.safe_load(done.text) for t in g["targets"])
    assert re.search(r"# left out of node-port/shop/web/80/TCP \(no endpoint on node3.*\): 192.0.2.13:30080", done.text)
    assert done.remarks == ()


def test_what_only_some_clients_may_reach_is_left_out_and_the_person_is_told() -> None:
    of = with_spec(
        service("web", type_="LoadBalancer", load_balancer=("203.0.113.9",), selector={"app": "web"}),
        load_balancer_source_ranges=("10.0.0.0/8",),
    )
    done = made(*served(of, *PODS))
    assert [name for name, _ in done.skipped] == ["load-balancer/shop/web/80/TCP"]
    assert "only clients in 10.0.0.0/8" in done.skipped[0][1]


@pytest.mark.parametrize("address", ["127.0.0.1", "169.254.169.254", "::ffff:169.254.169.254", "100.100.100.200"])
def test_nobody_who_may_write_a_status_steers_the_monitor(address: str) -> None:
    of = service("web", type_="LoadBalancer", load_balancer=(address,), selector={"app": "web"})
    done = made(*served(of, *PODS))
    assert not any(address in t for g in yaml.safe_load(done.text) for t in g["targets"])
    assert [name for name, _ in done.skipped] == ["load-balancer/shop/web/80/TCP"]


def test_ipv6_stands_in_brackets() -> None:
    edge = pod("edge", host_network=True, ports=(container_port(5432), container_port(80, name="http")))
    of = cluster(edge, node("node1", "2001:db8::11"))
    assert {t for g in groups(of) for t in g["targets"]} == {"[2001:db8::11]:5432", "http://[2001:db8::11]/"}


def strange() -> Cluster:
    """Everything at once, and names that no API server takes."""
    odd = {"name": "we b\n- targets: [evil:1]", "namespace": "é#{ }\"'\\: \ud800"}
    named = with_meta(with_spec(WEB, ports=(service_port(82, target=8080, node=30082),)), **odd)
    return cluster(
        *served(WEB, *PODS),
        *served(named, *(with_meta(p, namespace=odd["namespace"]) for p in PODS)),
        ingress("shop", "a\x00b.example"),
        *served_by("ingress-nginx"),
        node("node1"),
        node("node2"),
        with_meta(node("node3", is_ready=False), name="no de\n- targets: [evil:2]"),
    )


def scrape_config(folder: Path, targets: str) -> Path:
    """The one of the documentation, with the targets' file where it is here."""
    (block,) = re.findall(r"```yaml\n(scrape_configs:.*?)```", DOCUMENTATION.read_text(encoding="utf-8"), re.DOTALL)
    (folder / "kprobe.yml").write_text(targets, encoding="utf-8")
    file = folder / "prometheus.yml"
    file.write_text(block.replace("/etc/prometheus/kprobe.yml", str(folder / "kprobe.yml")), encoding="utf-8")
    return file


def test_the_real_prometheus_takes_the_documented_configuration_with_all_of_it(tmp_path: Path) -> None:
    done = written(EXPORTER, strange())
    assert "evil" in done.text
    assert all("evil" not in t for g in yaml.safe_load(done.text) for t in g["targets"])
    said, _ = run(program("promtool"), "check", "config", scrape_config(tmp_path, done.text))
    assert "SUCCESS" in said


def test_the_documented_relabelling_makes_parameters_of_the_labels(tmp_path: Path) -> None:
    tls = (IngressTLS(hosts=("shop.example",), secret_name="own"),)
    of = cluster(ingress("shop", tls=tls), *served(with_spec(WEB, type="NodePort"), *PODS), *served_by("ingress-nginx"))
    config = scrape_config(tmp_path, written(EXPORTER, of).text)
    shown, _ = run(program("promtool"), "check", "service-discovery", "--timeout", "20s", config, "kprobe")
    found = json.loads(shown)
    asked = {(one["labels"]["exposure"], one["labels"]["instance"]): one["labels"] for one in found if "labels" in one}
    routed = asked["ingress/shop/shop/shop.example/", "https://192.0.2.11:31443/"]
    assert routed["__address__"] == "127.0.0.1:9115"
    assert routed["__param_target"] == "https://192.0.2.11:31443/"
    assert (routed["__param_module"], routed["__param_hostname"]) == ("http_routed", "shop.example")
    plain = asked["node-port/shop/web/80/TCP", "http://192.0.2.11:30080/"]
    assert plain["__param_module"] == "http_answers"
    assert "__param_hostname" not in plain


def exporter() -> str:
    return program("blackbox_exporter", "prometheus-blackbox-exporter")


def test_the_real_exporter_takes_the_modules(tmp_path: Path) -> None:
    file = tmp_path / "blackbox.yml"
    file.write_text(modules_file("1.2.3"), encoding="utf-8")
    run(exporter(), "--config.check", "--config.file", file)
    assert set(yaml.safe_load(file.read_text(encoding="utf-8"))["modules"]) == {
        "tcp_connect",
        "http_answers",
        "http_routed",
        "dns_answers",
    }


def well(port: int, module: str, target: str, hostname: str = "") -> bool:
    """What the exporter at `port` says of a target."""
    params = {"module": module, "target": target, **({"hostname": hostname} if hostname else {})}
    answer = httpx.get(f"http://127.0.0.1:{port}/probe", params=params, trust_env=False, timeout=30)
    assert answer.status_code == 200, answer.text
    return "\nprobe_success 1\n" in answer.text


@pytest.fixture(scope="module")
def certificates() -> Certificates:
    return Certificates()


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory, certificates: Certificates) -> Any:
    """The port of the real exporter, with the modules, and an authority that it trusts."""
    folder = tmp_path_factory.mktemp("blackbox")
    (folder / "blackbox.yml").write_text(modules_file("1.2.3"), encoding="utf-8")
    (folder / "ca.pem").write_bytes(certificates.authority.cert_pem.bytes())
    (port,) = free_ports(1)
    where = f"--web.listen-address=127.0.0.1:{port}"
    env = {"SSL_CERT_FILE": str(folder / "ca.pem"), "SSL_CERT_DIR": str(folder)}
    with running(exporter(), f"--config.file={folder / 'blackbox.yml'}", where, port=port, env=env):
        yield port


@pytest.mark.parametrize(
    ("status", "own", "routed"),
    [
        (200, True, True),
        (302, True, True),
        (401, True, True),
        (404, True, False),
        (500, False, False),
        (503, False, False),
    ],
)
def test_which_status_is_well(asking: int, status: int, *, own: bool, routed: bool) -> None:
    with serving(answers(status, connection="close", location="http://127.0.0.1:1/")) as server:
        target = f"http://127.0.0.1:{server.port}/"
        assert well(asking, "http_answers", target) is own
        assert well(asking, "http_routed", target, "shop.example") is routed
        assert server.heads[-1].split("\r\n")[1] == "Host: shop.example"


def test_a_router_must_show_the_certificate_of_the_name_and_an_address_need_not(
    asking: int, certificates: Certificates
) -> None:
    def judged(context: ssl.SSLContext) -> tuple[bool, bool]:
        with serving(answers(connection="close"), context=context) as server:
            target = f"https://127.0.0.1:{server.port}/"
            return well(asking, "http_routed", target, NAME), well(asking, "http_answers", target)

    assert judged(certificates.good) == (True, True)
    assert judged(certificates.other_name) == (False, True)
    assert judged(certificates.expired) == (False, True)
    # Whoever sends no name in the handshake, or another one, is turned away.
    assert judged(certificates.knows_only_its_name) == (True, False)


def test_a_connection_is_enough_where_no_more_is_known(asking: int) -> None:
    with serving(answers()) as server:
        assert well(asking, "tcp_connect", f"127.0.0.1:{server.port}")
    assert not well(asking, "tcp_connect", f"127.0.0.1:{server.port}")


def test_dns_is_asked_for_whatever_it_says(asking: int) -> None:
    with udp_answering(lambda query: query[:2] + b"\x81\x05" + query[4:]) as port:  # REFUSED, the question with it
        assert well(asking, "dns_answers", f"127.0.0.1:{port}")
    with udp_answering(lambda _query: None) as port:
        assert not well(asking, "dns_answers", f"127.0.0.1:{port}")
