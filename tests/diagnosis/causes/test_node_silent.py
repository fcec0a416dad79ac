from __future__ import annotations

from kprobe.model.diagnosis import Verdict
from kprobe.model.exposure import Entry
from kprobe.model.probe import Observation, PortState
from tests.kit.comparing import compared, saw, works
from tests.kit.objects import cluster, container_port, deployed, node, served, service, service_port

WEB, API = "node-port/shop/web/80/TCP", "node-port/shop/api/80/TCP"
HOST = "host-port/shop/Deployment/edge/8080/TCP"
TWO = (
    *served(service("web", selector={"app": "web"}), deployed("web")),
    *served(
        service("api", service_port(80, target=8080, node=30081), selector={"app": "api"}),
        deployed("api", addresses=("10.244.0.8",)),
    ),
    deployed("edge", node="node2", ports=(container_port(80, host=8080),)),
    node("node1"),
    node("node2"),
)


def dead(entry: Entry, *, alive: tuple[int, ...] = ()) -> Observation:
    if entry.node == "node2" and entry.port not in alive:
        return saw(entry, PortState.UNREACHABLE)
    return works(entry)


def test_a_dead_node_is_one_finding_that_explains_all_its_ways_in() -> None:
    found = compared(cluster(*TWO), dead)
    assert [(f.id, len(f.exposures)) for f in found.made()] == [("KP821/Node/node2", 3)]
    assert {i: r.verdict for i, r in found.reports.items()} == {
        WEB: Verdict.DEGRADED,
        API: Verdict.DEGRADED,
        HOST: Verdict.UNREACHABLE,
    }
    assert all(found.cause(i) == "node-silent" for i in (WEB, API, HOST))


def test_a_node_that_answers_anywhere_lives() -> None:
    found = compared(cluster(*TWO), lambda e: dead(e, alive=(30081,)))
    assert "KP821" not in {f.code for f in found.made()}


def test_one_silent_port_alone_proves_no_dead_node() -> None:
    found = compared(cluster(*TWO[:3], node("node1"), node("node2")), dead)
    assert found.cause(WEB) == "node-differs"


def test_where_no_node_answers_it_is_the_way_there() -> None:
    found = compared(cluster(*TWO), lambda e: saw(e, PortState.FILTERED))
    assert found.cause(WEB) == "no-node-answers"


def test_silence_by_intent_is_no_sign_of_death() -> None:
    local = (
        *served(service("web", selector={"app": "web"}, policy="Local"), deployed("web")),
        *served(
            service("api", service_port(80, target=8080, node=30081), selector={"app": "api"}, policy="Local"),
            deployed("api", addresses=("10.244.0.8",)),
        ),
    )
    found = compared(cluster(*local), lambda e: saw(e, PortState.FILTERED) if e.node == "node2" else works(e))
    assert found.made() == ()


def test_a_firewall_before_all_nodes_is_no_dead_node() -> None:
    """The NodePorts are silent everywhere; that node1 refuses another port makes node2 no worse than node1."""

    def seen(entry: Entry) -> Observation:
        closed = entry.node == "node1" and entry.port == 8080
        return saw(entry, PortState.CLOSED if closed else PortState.FILTERED)

    edge = deployed("edge", ports=(container_port(80, host=8080),))
    found = compared(cluster(*TWO[:6], edge, node("node1"), node("node2")), seen)
    assert "KP821" not in {f.code for f in found.made()}
