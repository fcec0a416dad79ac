"""Sections for HAProxy: what is in them, and that the real HAProxy takes them."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec import structs

from kprobe.cluster.cluster import Cluster
from kprobe.export.exporter import Listen, Mode, Written
from kprobe.export.haproxy import EXPORTER
from kprobe.export.text import GENERATED
from kprobe.model.objects.service import Service, ServicePort
from tests.kit.exporting import sections, written
from tests.kit.objects import ApiObject, cluster, deployed, node, served, service, service_port
from tests.kit.programs import haproxy_checks
from tests.kit.stages import with_meta, with_spec

FRONT, BACK = "frontend shop_web_80", "backend shop_web_80"
PODS = (deployed("web", node="node1"), deployed("web", 2, node="node2", addresses=("10.244.1.7",)))


def web(*ports: ServicePort, **spec: object) -> Service:
    return with_spec(service("web", *ports, selector={"app": "web"}), **spec)


def made(of: Service, *more: ApiObject, **wishes: object) -> Written:
    return written(EXPORTER, cluster(*served(of, *PODS), *more), **wishes)


def parts(of: Service, *more: ApiObject, **wishes: object) -> dict[str, list[str]]:
    return sections(made(of, *more, **wishes).text)


def balanced(*ports: ServicePort, **spec: object) -> Service:
    return web(
        *ports, **{"type": "LoadBalancer", "external_traffic_policy": "Local", "health_check_node_port": 32000, **spec}
    )


def test_a_service_is_a_frontend_and_a_backend_with_every_node() -> None:
    done = made(web())
    found = sections(done.text)
    assert list(found) == [FRONT, BACK]
    assert found[FRONT][:2] == ["mode http", "bind *:80"]
    assert found[FRONT][-1] == "default_backend shop_web_80"
    assert found[BACK][-2:] == ["server node1 192.0.2.11:30080 check", "server node2 192.0.2.12:30080 check"]
    assert (done.written, done.skipped, done.remarks) == (1, (), ())


def test_it_says_whose_it_is_and_how_to_make_it_anew() -> None:
    text = made(web()).text
    assert "# Service shop/web, port 80/TCP: NodePort 30080, externalTrafficPolicy Cluster\n" in text
    assert "# Make it anew:  kprobe export x svc/shop/web\n" in text
    assert [line for line in text.splitlines() if line.startswith(GENERATED)] == [
        f"{GENERATED}2026-11-01T12:00:00Z by kprobe 1.2.3 from lab"
    ]


def test_the_same_cluster_is_the_same_text_in_whatever_order_it_was_read() -> None:
    objects = (
        *served(web(), *PODS),
        *served(service("api", service_port(81, target=8080, node=30081))),
        node("node1"),
        node("node2"),
    )
    assert written(EXPORTER, cluster(*objects)).text == written(EXPORTER, cluster(*reversed(objects))).text


@pytest.mark.parametrize(
    ("port", "mode"),
    [
        (service_port(80, node=30080), "http"),
        (service_port(443, node=30443), "tcp"),
        (service_port(5432, node=30543), "tcp"),
    ],
    ids=["HTTP", "TLS", "anything else"],
)
def test_the_mode_is_what_the_port_declares(port: ServicePort, mode: str) -> None:
    for lines in parts(web(port)).values():
        assert lines[0] == f"mode {mode}"
        assert ("option forwardfor" in lines) <= (mode == "http")


def test_by_itself_a_health_check_is_a_connection() -> None:
    lines = parts(web())[BACK]
    assert "option tcp-check" in lines
    assert not any("httpchk" in line for line in lines)


def test_a_path_that_a_person_names_is_asked_for() -> None:
    lines = parts(web(), http_check="/healthz?a='b'")[BACK]
    send = "http-check send meth GET uri '/healthz?a='\\''b'\\''' ver HTTP/1.1 hdr Host web.shop"
    assert lines[lines.index("option httpchk") + 1 :][:2] == [send, "http-check expect status 200-399"]
    tls = parts(web(service_port(443, node=30443)), http_check="/healthz")["backend shop_web_443"]
    assert tls[-1] == "server node2 192.0.2.12:30443 check check-ssl verify none"


def test_service_proxies_are_asked_where_they_know_which_nodes_have_an_endpoint() -> None:
    lines = parts(balanced(), node("node1"), node("node2"), node("node3"))[BACK]
    assert "http-check send meth GET uri /healthz ver HTTP/1.1 hdr Host web.shop" in lines
    assert "http-check expect status 200" in lines
    assert "server node1 192.0.2.11:30080 check port 32000" in lines
    assert not any(line.startswith("server node3") for line in lines)
    assert "# left out (no endpoint there, by externalTrafficPolicy Local): node3 192.0.2.13" in lines


def test_standby_has_the_health_check_decide() -> None:
    lines = parts(balanced(), node("node1"), node("node2"), node("node3"), standby=True)[BACK]
    assert lines[-1] == "server node3 192.0.2.13:30080 check port 32000  # no endpoint there now"


def test_a_path_that_a_person_names_stands_before_what_service_proxies_say() -> None:
    lines = parts(balanced(), http_check="/ready")[BACK]
    assert "http-check expect status 200-399" in lines
    assert not any("port 32000" in line for line in lines)


def test_the_proxy_protocol_is_sent_where_that_is_asked_for() -> None:
    assert parts(web(), proxy_protocol=True)[BACK][-1] == "server node2 192.0.2.12:30080 check send-proxy-v2"
    assert not any("send-proxy" in line for line in parts(web())[BACK])


@pytest.mark.parametrize(
    ("listen", "expected"), [(Listen.SERVICE, "bind *:80"), (Listen.NODE_PORT, "bind *:30080"), (Listen.NONE, None)]
)
def test_where_it_listens(listen: Listen, expected: str | None) -> None:
    found = parts(web(), listen=listen)
    assert found.get(FRONT, [None, None])[1] == expected
    assert BACK in found


def test_ipv6_nodes_stand_in_brackets_and_ipv6_clients_get_in() -> None:
    nodes = (node("node1", "2001:db8::11"), node("node2", "2001:db8::12"))
    six = with_spec(web(), ip_families=("IPv6",))
    slices = [structs.replace(o, address_type="IPv6") if hasattr(o, "address_type") else o for o in served(six, *PODS)]
    found = sections(written(EXPORTER, cluster(*slices, *nodes)).text)
    assert found[FRONT][1] == "bind [::]:80 v4v6"
    assert found[BACK][-1] == "server node2 [2001:db8::12]:30080 check"


def test_a_client_keeps_its_node_where_the_service_wants_it() -> None:
    done = made(web(session_affinity="ClientIP"))
    assert "balance source" in sections(done.text)[BACK]
    assert "# sessionAffinity ClientIP: " in done.text
    assert "balance roundrobin" in parts(web())[BACK]


def test_source_ranges_of_the_load_balancer_are_kept() -> None:
    ranges = tuple(f"10.{n}.0.0/16" for n in range(40))
    lines = parts(balanced(load_balancer_source_ranges=ranges))[FRONT]
    admitted = [word for line in lines if line.startswith("acl admitted src ") for word in line.split()[3:]]
    assert admitted == list(ranges)
    assert "tcp-request connection reject unless admitted" in lines
    assert "reject" not in made(balanced()).text
    own = made(balanced(load_balancer_source_ranges=ranges), listen=Listen.NONE).text
    assert "# loadBalancerSourceRanges is for your frontend to enforce: 10.0.0.0/16 " in own


def test_a_node_that_is_left_out_is_said_in_the_file_and_to_the_person() -> None:
    down = [node(f"node{n}", is_ready=False, message="disk full") for n in (3, 4)]
    done = made(web(), node("node1"), node("node2"), *down)
    reason = "it is not Ready: Ready is False: disk full"
    assert f"    # left out ({reason}): node3 192.0.2.13, node4 192.0.2.14\n" in done.text
    assert done.remarks == (f"node-port/shop/web/80/TCP: node3, node4 left out: {reason}",)


def test_what_the_service_itself_asks_for_is_told_to_nobody() -> None:
    assert made(web(external_traffic_policy="Local"), node("node1"), node("node2"), node("node3")).remarks == ()


def test_one_that_nobody_should_answer_is_a_comment() -> None:
    done = written(EXPORTER, cluster(*served(web(), deployed("web", is_ready=False))))
    assert sections(done.text) == {}
    assert done.written == 0
    ((which, why),) = done.skipped
    assert which == "node-port/shop/web/80/TCP"
    assert f"# Not here: {which}: {why}\n" in done.text
    assert "not ready" in why


def test_udp_is_not_for_haproxy() -> None:
    done = made(web(service_port(53, target=8080, node=30053, protocol="UDP")))
    assert done.skipped == (("node-port/shop/web/53/UDP", "HAProxy passes on no UDP; nginx does"),)
    assert done.written == 0


def everything() -> Cluster:
    """A Service of every sort, and names that no API server takes."""
    grpc = structs.replace(service_port(9000, node=30900, name="g"), app_protocol="grpc")
    socket = structs.replace(service_port(9001, node=30901, name="w"), app_protocol="kubernetes.io/ws")
    odd = {"name": "we b\nserver x 1.2.3.4:5", "namespace": "é#{ }\"'\\"}
    many = tuple(f"10.{n // 250}.{n % 250}.0/24" for n in range(600))
    services = (
        web(service_port(80, target=8080, node=30080)),
        with_meta(web(service_port(443, target=8080, node=30443)), name="tls"),
        with_meta(web(service_port(5432, target=8080, node=30543)), name="sql"),
        with_meta(web(structs.replace(grpc, target_port=8080)), name="grpc"),
        with_meta(web(structs.replace(socket, target_port=8080)), name="socket"),
        with_meta(web(service_port(53, target=8080, node=30053, protocol="UDP")), name="dns"),
        with_meta(
            balanced(
                service_port(83, target=8080, node=30083), load_balancer_source_ranges=many, session_affinity="ClientIP"
            ),
            name="lb",
        ),
        with_meta(web(service_port(81, target=8080, node=30081)), name="x" * 63, namespace="y" * 63),
    )
    objects = [o for s in services for o in served(s, *(with_meta(p, namespace=s.metadata.namespace) for p in PODS))]
    strange = with_meta(web(service_port(82, target=8080, node=30082)), **odd)
    objects += served(strange, *(with_meta(p, namespace=odd["namespace"]) for p in PODS))
    hostile = with_meta(node("node5"), name="no de\n    server evil 192.0.2.66:80\\")
    broken = [
        node(f"node{n}", f"10.9.{n // 250}.{n % 250}", is_ready=False, message="x" * 3000) for n in range(100, 900)
    ]
    return cluster(*objects, node("node1"), node("node2"), hostile, *broken)


@pytest.mark.parametrize("mode", [None, *Mode])
@pytest.mark.parametrize("check", ["", "/health?a='b c'#\"$\\".replace(" ", "%20")], ids=["no path", "a path"])
def test_the_real_haproxy_takes_all_of_it(tmp_path: Path, mode: Mode | None, check: str) -> None:
    done = written(
        EXPORTER,
        everything(),
        listen=Listen.NODE_PORT,
        mode=mode,
        http_check=check,
        proxy_protocol=bool(check),
        standby=True,
    )
    assert done.written == 8
    assert not any(line.strip().startswith("server evil") for line in done.text.splitlines())
    haproxy_checks(tmp_path, done.text)


def test_nothing_of_a_defaults_section_before_it_gets_in_its_way(tmp_path: Path) -> None:
    lines = ("mode http", "option httpchk GET /", "timeout connect 1s", "timeout client 1s", "timeout server 1s")
    defaults = "\n    ".join(("defaults", *lines))
    text = written(EXPORTER, everything(), listen=Listen.NODE_PORT).text
    haproxy_checks(tmp_path, f"{defaults}\n{text}")
