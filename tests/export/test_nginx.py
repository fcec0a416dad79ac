"""Upstreams and servers for nginx: what is in them, that the real nginx takes them, and traffic through it."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import structs

from kprobe.errors import UsageError
from kprobe.export.exporter import Listen, Mode, Written
from kprobe.export.nginx import EXPORTER
from kprobe.model.objects.service import Service, ServicePort
from tests.export.test_haproxy import everything
from tests.kit.exporting import written
from tests.kit.objects import ApiObject, cluster, deployed, node, served, service, service_port
from tests.kit.programs import free_ports, needs_loopback_net, nginx_checks, page, running_nginx
from tests.kit.servers import Served, answers, serving
from tests.kit.stages import with_meta, with_spec

PODS = (deployed("web", node="node1"), deployed("web", 2, node="node2", addresses=("10.244.1.7",)))
SQL = service_port(5432, target=8080, node=30543)
DNS = service_port(53, target=8080, node=30053, protocol="UDP")


def web(*ports: ServicePort, **spec: object) -> Service:
    return with_spec(service("web", *ports, selector={"app": "web"}), **spec)


def made(of: Service, *more: ApiObject, **wishes: object) -> Written:
    return written(EXPORTER, cluster(*served(of, *PODS), *more), **wishes)


def lines(of: Service, *more: ApiObject, **wishes: object) -> list[str]:
    return [line.strip() for line in made(of, *more, **wishes).text.splitlines()]


def test_http_is_for_the_http_context_and_says_so() -> None:
    text = made(web()).text
    assert "# This belongs into http {}" in text
    assert "proxy_pass http://shop_web_80;" in text
    assert "server 192.0.2.11:30080 max_fails=2 fail_timeout=10s;  # node1\n" in text


@pytest.mark.parametrize("port", [SQL, DNS, service_port(443, target=8080, node=30443)], ids=["TCP", "UDP", "TLS"])
def test_the_rest_is_for_the_stream_context_and_says_so(port: ServicePort) -> None:
    text = made(web(port)).text
    assert "# This belongs into stream {}" in text
    udp = " udp" if port.protocol == "UDP" else ""
    assert f"    listen {port.port}{udp};\n" in text


def test_it_says_that_open_source_nginx_checks_nothing_by_itself() -> None:
    assert "# Open source nginx has no active health checks" in made(web()).text


def test_both_contexts_do_not_go_into_one_file() -> None:
    ports = (service_port(80, target=8080, node=30080, name="http"), structs.replace(SQL, name="sql"))
    with pytest.raises(UsageError) as mistake:
        made(web(*ports))
    assert "node-port/shop/web/80/TCP belongs into http {}" in mistake.value.message
    assert "--mode tcp" in mistake.value.hint
    assert made(web(*ports), mode=Mode.TCP).written == 2
    assert made(web(*ports), proxy_protocol=True).written == 2


@pytest.mark.parametrize("declared", ["grpc", "kubernetes.io/h2c"])
def test_http_2_without_tls_is_passed_on_as_it_is(declared: str) -> None:
    port = structs.replace(service_port(80, target=8080, node=30080), app_protocol=declared)
    assert "# This belongs into stream {}" in made(web(port)).text


def test_the_proxy_protocol_is_for_the_stream_context_alone_and_not_for_udp() -> None:
    assert "proxy_protocol on;" in lines(web(), proxy_protocol=True)
    assert "# No PROXY protocol: nginx sends none over UDP." in lines(web(DNS), proxy_protocol=True)
    assert "proxy_protocol on;" not in lines(web(SQL))


def test_ipv6_nodes_stand_in_brackets_and_ipv6_clients_get_in() -> None:
    six = with_spec(web(), ip_families=("IPv6",))
    slices = [structs.replace(o, address_type="IPv6") if hasattr(o, "address_type") else o for o in served(six, *PODS)]
    nodes = (node("node1", "2001:db8::11"), node("node2", "2001:db8::12"))
    text = written(EXPORTER, cluster(*slices, *nodes)).text
    assert "server [2001:db8::11]:30080 " in text
    assert "listen [::]:80;" in text


def test_a_node_that_is_left_out_is_said() -> None:
    done = made(web(), node("node1"), node("node2"), node("node3", is_ready=False))
    assert any("node3 192.0.2.13" in line and line.startswith("# left out (") for line in done.text.split("    "))
    assert "node3 left out" in done.remarks[0]


def test_source_ranges_and_affinity_are_kept() -> None:
    of = web(type="LoadBalancer", load_balancer_source_ranges=("10.0.0.0/8",), session_affinity="ClientIP")
    found = lines(of)
    assert found[found.index("allow 10.0.0.0/8;") + 1] == "deny all;"
    assert "hash $remote_addr consistent;" in found
    assert not {"deny all;", "hash $remote_addr consistent;"} & set(lines(web()))


@pytest.mark.parametrize("listen", Listen)
def test_where_it_listens(listen: Listen) -> None:
    found = [line for line in lines(web(), listen=listen) if line.startswith("listen ")]
    assert found == {"service": ["listen 80;"], "node-port": ["listen 30080;"], "none": []}[listen.value]


def test_sctp_and_what_nobody_should_answer_are_comments() -> None:
    sctp = made(web(service_port(9, target=8080, node=30009, protocol="SCTP")))
    assert sctp.skipped == (("node-port/shop/web/9/SCTP", "nginx passes on no SCTP"),)
    dead = written(EXPORTER, cluster(*served(web(), deployed("web", is_ready=False))))
    assert "upstream" not in dead.text
    assert dead.written == 0


def test_the_real_nginx_takes_all_of_it_in_the_stream_context(tmp_path: Path) -> None:
    done = written(EXPORTER, everything(), mode=Mode.TCP, listen=Listen.NODE_PORT)
    assert done.written == 9
    nginx_checks(tmp_path, done.text, "stream")


def test_the_real_nginx_takes_pages_in_the_http_context(tmp_path: Path) -> None:
    socket_port = structs.replace(
        service_port(9001, target=8080, node=30901, name="w"), app_protocol="kubernetes.io/ws"
    )
    ranges = ("10.0.0.0/8", "2001:db8::/32")
    of = web(
        service_port(80, target=8080, node=30080, name="http"),
        socket_port,
        type="LoadBalancer",
        load_balancer_source_ranges=ranges,
        session_affinity="ClientIP",
    )
    odd = {"name": "we b;\nserver 1.2.3.4:5", "namespace": "é#{ }\"'\\"}
    strange = with_meta(web(service_port(82, target=8080, node=30082, name="http")), **odd)
    objects = [*served(of, *PODS), *served(strange, *(with_meta(p, namespace=odd["namespace"]) for p in PODS))]
    done = written(EXPORTER, cluster(*objects, node("node1"), node("node2"), node("node3", is_ready=False)))
    assert done.written == 3
    nginx_checks(tmp_path, done.text, "http")


@contextlib.contextmanager
def nodes(port: int) -> Iterator[tuple[Served, Served]]:
    with (
        serving(answers(body=b"node1", connection="close"), address="127.0.0.2", port=port) as one,
        serving(answers(body=b"node2", connection="close"), address="127.0.0.3", port=port) as other,
    ):
        yield one, other


def on_loopback(port: ServicePort, **wishes: object) -> str:
    places = (node("node1", "127.0.0.2"), node("node2", "127.0.0.3"))
    return written(EXPORTER, cluster(*served(web(port), *PODS), *places), **wishes).text


@needs_loopback_net
@pytest.mark.parametrize("context", ["http", "stream"])
def test_pages_come_from_every_node_and_none_is_missed_when_one_goes(tmp_path: Path, context: str) -> None:
    front, back = free_ports(2)
    name = "http" if context == "http" else "sql"
    text = on_loopback(service_port(front, target=8080, node=back, name=name))
    with running_nginx(tmp_path, text, context, front):
        with nodes(back) as (one, _):
            assert {page(front).text for _ in range(12)} == {"node1", "node2"}
            assert any("X-Forwarded-For: 127.0.0.1\r\n" in head for head in one.heads) is (context == "http")
        with serving(answers(body=b"node2", connection="close"), address="127.0.0.3", port=back):
            assert {page(front).text for _ in range(12)} == {"node2"}


@needs_loopback_net
def test_datagrams_get_through(tmp_path: Path) -> None:
    front, back, watched = free_ports(3)
    text = on_loopback(service_port(front, target=8080, node=back, protocol="UDP"))
    watch = f"server {{ listen {watched}; return up; }}\n"  # over TCP, to see when nginx is there
    with contextlib.ExitStack() as stack:
        servers = []
        for address in ("127.0.0.2", "127.0.0.3"):
            server = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            server.bind((address, back))
            server.settimeout(10)
            servers.append(server)
        stack.enter_context(running_nginx(tmp_path, text + watch, "stream", watched))
        heard = set()
        for server in servers:
            client = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            client.sendto(b"hello", ("127.0.0.1", front))
            heard.add(server.recv(64))
        assert heard == {b"hello"}
