"""Connections through the real HAProxy to nodes on loopback: who gets them, and who does not."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from msgspec import structs

from kprobe.cluster.cluster import Cluster
from kprobe.export.haproxy import EXPORTER
from kprobe.model.objects.service import Service
from tests.kit import h2_servers
from tests.kit.exporting import written
from tests.kit.objects import cluster, deployed, node, served, service, service_port
from tests.kit.programs import free_ports, needs_loopback_net, page, running_haproxy
from tests.kit.servers import Handler, Served, answers, serving
from tests.kit.stages import with_spec

pytestmark = needs_loopback_net
FIRST, SECOND = "127.0.0.2", "127.0.0.3"


def web(front: int, back: int, *, name: str = "http", **spec: object) -> Service:
    """Listens on `front`; its NodePort is `back`."""
    port = structs.replace(service_port(front, target=8080, node=back), app_protocol=name)
    return with_spec(service("web", port, selector={"app": "web"}), **spec)


def two_nodes(of: Service) -> Cluster:
    """Each with an endpoint."""
    pods = (deployed("web", node="node1"), deployed("web", 2, node="node2", addresses=("10.244.1.7",)))
    return cluster(*served(of, *pods), node("node1", FIRST), node("node2", SECOND))


@contextlib.contextmanager
def nodes(port: int, first: Handler, second: Handler) -> Iterator[tuple[Served, Served]]:
    with serving(first, address=FIRST, port=port) as one, serving(second, address=SECOND, port=port) as other:
        yield one, other


def named(name: str) -> Handler:
    return answers(body=name.encode(), connection="close")


def until(front: int, expected: set[str]) -> None:
    """Wait until a dozen pages in a row come from these nodes alone, and from each of them."""
    end = time.monotonic() + 40
    while {page(front).text for _ in range(12)} != expected:
        assert time.monotonic() < end, f"not all pages come from {expected}"
        time.sleep(0.2)


def test_every_node_is_sent_to_and_none_is_missed_when_it_goes(tmp_path: Path) -> None:
    front, back = free_ports(2)
    text = written(EXPORTER, two_nodes(web(front, back))).text
    with serving(named("node1"), address=FIRST, port=back), running_haproxy(tmp_path, text, front):
        with serving(named("node2"), address=SECOND, port=back):
            until(front, {"node1", "node2"})
        pages = [page(front) for _ in range(10)]
        assert {(p.status_code, p.text) for p in pages} == {(200, "node1")}
        with serving(named("node2"), address=SECOND, port=back):
            until(front, {"node1", "node2"})


def test_a_node_whose_service_proxy_has_no_endpoint_is_not_sent_to(tmp_path: Path) -> None:
    front, back, health = free_ports(3)
    of = web(front, back, type="LoadBalancer", external_traffic_policy="Local", health_check_node_port=health)
    text = written(EXPORTER, two_nodes(of)).text
    with (
        nodes(back, named("node1"), named("node2")),
        nodes(health, answers(), answers(503)) as (asked, _),
        running_haproxy(tmp_path, text, front),
    ):
        until(front, {"node1"})
        assert asked.heads[0].startswith("GET /healthz HTTP/1.1\r\n")


def test_a_path_that_says_503_takes_a_node_out(tmp_path: Path) -> None:
    front, back = free_ports(2)

    def ill(connection: socket.socket, number: int) -> None:
        answers(503, b"node2", connection="close")(connection, number)

    text = written(EXPORTER, two_nodes(web(front, back)), http_check="/healthz").text
    with nodes(back, named("node1"), ill), running_haproxy(tmp_path, text, front):
        until(front, {"node1"})


def test_the_application_hears_who_the_client_is_where_the_proxy_protocol_is_asked_for(tmp_path: Path) -> None:
    front, back = free_ports(2)
    heard: list[bytes] = []

    def listen(connection: socket.socket, _number: int) -> None:
        heard.append(connection.recv(64))
        connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")

    text = written(EXPORTER, two_nodes(web(front, back)), proxy_protocol=True).text
    with nodes(back, listen, listen), running_haproxy(tmp_path, text, front):
        assert page(front).status_code == 200
    signature = b"\r\n\r\n\x00\r\nQUIT\n"
    # A version 2 header, command PROXY, over TCP and IPv4, from and to 127.0.0.1.
    proxied = [h for h in heard if h.startswith(signature) and h[12:14] == b"\x21\x11"]
    assert proxied
    assert proxied[0][16:24] == bytes((127, 0, 0, 1, 127, 0, 0, 1))


def test_the_application_hears_it_by_a_header_otherwise(tmp_path: Path) -> None:
    front, back = free_ports(2)
    text = written(EXPORTER, two_nodes(web(front, back))).text
    with nodes(back, named("node1"), named("node2")) as (one, other), running_haproxy(tmp_path, text, front):
        page(front)
        assert any("x-forwarded-for: 127.0.0.1\r\n" in head for head in (*one.heads, *other.heads))


@pytest.mark.parametrize("declared", ["kubernetes.io/h2c", "grpc"])
def test_http_2_without_tls_gets_through_as_such(tmp_path: Path, declared: str) -> None:
    front, back = free_ports(2)
    text = written(EXPORTER, two_nodes(web(front, back, name=declared))).text
    speaks = h2_servers.answers(body=b"two")
    with nodes(back, speaks, speaks), running_haproxy(tmp_path, text, front):
        with httpx.Client(http1=False, http2=True, trust_env=False) as client:
            answer = client.get(f"http://127.0.0.1:{front}/")
        assert (answer.http_version, answer.text) == ("HTTP/2", "two")


@pytest.mark.parametrize(("ranges", "let_in"), [(("10.0.0.0/8",), False), (("10.0.0.0/8", "127.0.0.0/8"), True)])
def test_source_ranges_decide_who_gets_in(tmp_path: Path, ranges: tuple[str, ...], *, let_in: bool) -> None:
    front, back = free_ports(2)
    of = web(front, back, type="LoadBalancer", load_balancer_source_ranges=ranges)
    text = written(EXPORTER, two_nodes(of)).text
    with nodes(back, named("node1"), named("node2")), running_haproxy(tmp_path, text, front):
        if let_in:
            assert page(front).status_code == 200
        else:
            with pytest.raises(httpx.TransportError):
                page(front)
