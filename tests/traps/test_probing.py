"""Traps about knocking: UDP, loss, HTTP statuses, proxies, meshes. Real sockets, on loopback."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from kprobe.model.diagnosis import Verdict
from kprobe.model.exposure import Entry, Protocol
from kprobe.model.probe import Author, Observation, PortState, Stage
from kprobe.model.probe_options import ProbeOptions
from kprobe.probing.plan import plan
from kprobe.probing.run import probe
from kprobe.progress import Silent
from tests.kit import ports, servers
from tests.kit.command_line import kprobe
from tests.kit.comparing import answered, compared, saw
from tests.kit.manifests import item, node, write
from tests.kit.objects import cluster, deployed, served, service, service_port
from tests.kit.shop import SHOP
from tests.kit.shop import shop as seen_at
from tests.kit.ways import exposed, way
from tests.traps.scenes import HEALTHY, NODE_PORT, WEB

OPTIONS = ProbeOptions(timeout=0.3, attempts=3, deadline=30, allow=("127.0.0.0/8",))
LOOPBACK = "127.0.0.1"
DNS = "node-port/shop/dns/53/UDP"


def knocked(port: int, protocol: Protocol = Protocol.TCP) -> Observation:
    """What a probe sees at a port of loopback."""
    entry = Entry(address=LOOPBACK, port=port, protocol=protocol)
    (seen,) = probe(plan([exposed("x", way(entry))], OPTIONS), OPTIONS, Silent()).observations
    return seen


@pytest.mark.parametrize(
    ("server", "state"),
    [
        pytest.param(ports.udp_echo, PortState.OPEN, id="a_reply_is_open"),
        pytest.param(ports.udp_refusing, PortState.CLOSED, id="an_icmp_message_is_closed"),
        pytest.param(ports.udp_silent, PortState.OPEN_FILTERED, id="silence_is_neither"),
    ],
)
def test_trap_38_udp_is_open_only_where_something_came_back(
    server: Callable[[], AbstractContextManager[int]], state: PortState
) -> None:
    """A UDP port that says nothing is not called open, nor closed."""
    with server() as port:
        assert knocked(port, Protocol.UDP).state is state


def test_trap_38_a_silent_udp_port_is_not_called_reachable() -> None:
    """Silence leaves the verdict unknown; a reply makes it reachable."""
    dns = service("dns", service_port(53, target=8080, node=30053, protocol="UDP"), selector=WEB)
    behind = cluster(*served(dns, deployed("web")))
    assert compared(behind, lambda e: saw(e, PortState.OPEN_FILTERED)).reports[DNS].verdict is Verdict.UNKNOWN
    assert compared(behind, lambda e: saw(e, PortState.OPEN)).reports[DNS].verdict is Verdict.REACHABLE


def test_trap_39_one_lost_packet_closes_no_port() -> None:
    """Silence is tried again and is never "closed"; a refusal is."""
    with ports.blackhole() as port:
        silent = knocked(port)
    assert (silent.state, silent.attempts) == (PortState.FILTERED, 3)
    with ports.refusing() as port:
        assert knocked(port).state is PortState.CLOSED
    lost = compared(cluster(*HEALTHY), lambda e: saw(e, PortState.OPEN, attempts=3, succeeded=2))
    assert lost.reports[NODE_PORT].verdict is Verdict.DEGRADED
    own = compared(cluster(*HEALTHY), lambda e: saw(e, None, own_trouble=True, error="out of file descriptors"))
    assert own.reports[NODE_PORT].verdict is Verdict.UNKNOWN


@pytest.mark.parametrize("status", [200, 301, 401, 403, 404, 500])
def test_trap_40_any_answer_of_the_application_is_reachable(status: int) -> None:
    """404, 401 and even 500 come from behind the whole route: the way in works."""
    assert seen_at(lambda e: answered(e, status)).reports[SHOP].verdict is Verdict.REACHABLE


@pytest.mark.parametrize("status", [502, 503, 504])
def test_trap_40_a_gateways_error_is_a_backend_that_fails(status: int) -> None:
    """502, 503 and 504 in the controller's own words: the edge is reached, the backend is not."""
    found = seen_at(lambda e: answered(e, status, author=Author.ROUTER))
    assert found.reports[SHOP].verdict is Verdict.UNREACHABLE
    assert found.cause(SHOP) == "gateway-error"


def test_trap_40_a_404_in_the_routers_own_words_is_neither() -> None:
    """The same 404 that a host gets which nobody serves proves nothing for the route, nor against it."""
    found = seen_at(lambda e: answered(e, 404, author=Author.ROUTER))
    assert found.reports[SHOP].verdict is Verdict.UNKNOWN
    assert found.cause(SHOP) == "router-not-found"


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
def test_trap_42_a_proxy_of_the_environment_is_not_asked(tmp_path: Path, variable: str) -> None:
    """A probe goes straight to its target: a proxy's answer would be the proxy's."""
    with servers.serving(servers.answers(body=b"straight")) as target, ports.refusing() as proxy:
        write(tmp_path, *http_node_port(target.port))
        surroundings = {variable: f"http://{LOOPBACK}:{proxy}", "NO_PROXY": "", "no_proxy": ""}
        done = kprobe("scan", "--from", tmp_path, "-o", "json", "--allow-address", "127.0.0.0/8", env=surroundings)
    (way_in,) = json.loads(done.out)["exposures"]
    assert [e["observation"]["http_status"] for e in way_in["entries"]] == [200]
    assert way_in["verdict"] == "reachable"


def http_node_port(port: int) -> tuple[dict[str, Any], ...]:
    """A NodePort on loopback whose port says that it speaks HTTP."""
    spec = {"type": "NodePort", "ports": [{"name": "http", "port": 80, "nodePort": port, "protocol": "TCP"}]}
    behind = item(
        "EndpointSlice",
        "web-1",
        "shop",
        metadata={"labels": {"kubernetes.io/service-name": "web"}},
        addressType="IPv4",
        endpoints=[{"addresses": ["10.244.0.7"]}],
        ports=[{"name": "http", "port": 8080, "protocol": "TCP"}],
    )
    return node("node1", LOOPBACK), item("Service", "web", "shop", spec=spec), behind


def test_trap_49_a_mesh_that_refuses_plain_talk_is_not_unreachable() -> None:
    """A sidecar takes the connection and ends it: open, and no more is known; a refusal is another matter."""
    named = served(
        service("web", service_port(80, name="http", target=8080, node=30080), selector=WEB), deployed("web")
    )

    def ended(entry: Entry) -> Observation:
        return saw(entry, PortState.OPEN, stage=Stage.REQUEST, error="connection reset", http=None)

    mesh = compared(cluster(*named), ended)
    assert mesh.reports[NODE_PORT].verdict is Verdict.UNKNOWN
    assert {f.code for f in mesh.made() if f.severity.value != "info"} == set()
    refused = compared(cluster(*named), lambda e: saw(e, PortState.CLOSED))
    assert refused.reports[NODE_PORT].verdict is Verdict.UNREACHABLE
