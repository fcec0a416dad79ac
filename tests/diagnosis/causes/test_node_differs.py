from __future__ import annotations

import pytest

from kprobe.model.diagnosis import Verdict
from kprobe.model.exposure import Entry
from kprobe.model.probe import Observation, PortState
from tests.kit.comparing import compared, saw, works
from tests.kit.objects import cluster, container_port, deployed, served, service, service_port

WEB = "node-port/shop/web/80/TCP"
SOUND = served(service("web", selector={"app": "web"}), deployed("web"))


@pytest.mark.parametrize(
    ("state", "word"),
    [
        (PortState.FILTERED, "drops it"),
        (PortState.UNREACHABLE, "rejects it"),
        (PortState.CLOSED, "no service proxy has programmed it"),
    ],
)
def test_one_node_fails_while_another_answers(state: PortState, word: str) -> None:
    found = compared(cluster(*SOUND), lambda e: saw(e, state) if e.node == "node2" else works(e))
    assert found.reports[WEB].verdict is Verdict.DEGRADED
    assert str(found.diagnosis(WEB).subject) == "Node node2"
    assert word in found.diagnosis(WEB).message
    (finding,) = found.made()
    assert finding.id == "KP802/Node/node2/30080/TCP"


def test_two_services_on_a_bad_node_are_two_ports_of_one_node() -> None:
    api = service("api", service_port(80, target=8080, node=30081), selector={"app": "api"})
    alive = deployed("edge", node="node2", ports=(container_port(8080, host=8080),))
    two = (*SOUND, *served(api, deployed("api")), alive)
    found = compared(
        cluster(*two), lambda e: saw(e, PortState.FILTERED) if e.node == "node2" and e.port != 8080 else works(e)
    )
    assert {str(f.subject) for f in found.made()} == {"Node node2"}
    assert len(found.made()) == 2


def test_all_nodes_that_fail_are_another_cause() -> None:
    found = compared(cluster(*SOUND), lambda e: saw(e, PortState.FILTERED))
    assert found.cause(WEB) == "silent-on-the-way"


def test_a_node_that_is_silent_by_intent_does_not_differ() -> None:
    web = served(service("web", selector={"app": "web"}, policy="Local"), deployed("web"))
    found = compared(cluster(*web), lambda e: saw(e, PortState.FILTERED) if e.node == "node2" else works(e))
    assert found.reports[WEB].verdict is Verdict.REACHABLE
    assert found.reports[WEB].diagnosis is None
    assert found.made() == ()


DNS = "node-port/shop/dns/53/UDP"
NAMES = (
    *served(service("dns", service_port(53, node=30053, protocol="UDP"), selector={"app": "dns"}), deployed("dns")),
)


def test_udp_that_replies_at_one_node_and_is_silent_at_another_differs() -> None:
    seen = {"node1": PortState.OPEN, "node2": PortState.OPEN_FILTERED}
    found = compared(cluster(*NAMES), lambda e: saw(e, seen[e.node or ""]))
    assert (found.reports[DNS].verdict, found.cause(DNS)) == (Verdict.DEGRADED, "node-differs")
    assert [f.id for f in found.made()] == ["KP802/Node/node2/30053/UDP"]
    assert "a firewall there drops it" in found.made()[0].message


def test_udp_that_is_silent_everywhere_or_by_intent_tells_nothing() -> None:
    silent = compared(cluster(*NAMES), lambda e: saw(e, PortState.OPEN_FILTERED))
    assert (silent.reports[DNS].verdict, silent.made()) == (Verdict.UNKNOWN, ())
    local = service("dns", service_port(53, node=30053, protocol="UDP"), selector={"app": "dns"}, policy="Local")
    seen = {"node1": PortState.OPEN, "node2": PortState.OPEN_FILTERED}
    meant = compared(cluster(*served(local, deployed("dns"))), lambda e: saw(e, seen[e.node or ""]))
    assert (meant.reports[DNS].verdict, meant.made()) == (Verdict.REACHABLE, ())


def test_udp_that_is_silent_where_the_endpoints_take_turns_is_no_nodes_fault() -> None:
    two = served(NAMES[0], deployed("dns"), deployed("dns", 2, addresses=("10.244.0.8",)))  # type: ignore[arg-type]
    usual = "no reply in time, as is usual for UDP"

    def witness(entry: Entry) -> Observation:
        if entry.node == "node1":
            return saw(entry, PortState.OPEN, attempts=3, succeeded=2, error=usual)
        return saw(entry, PortState.OPEN_FILTERED, error=usual)

    assert [f.code for f in compared(cluster(*two), witness).made()] == ["KP804"]
