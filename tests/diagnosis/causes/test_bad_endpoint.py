from __future__ import annotations

from kprobe.model.diagnosis import Verdict
from kprobe.model.finding import Severity
from kprobe.model.probe import PortState
from tests.kit.comparing import compared, saw, works
from tests.kit.objects import cluster, container_port, deployed, served, service

WEB = "node-port/shop/web/80/TCP"
SOUND = served(service("web", selector={"app": "web"}), deployed("web"), deployed("web", 2, addresses=("10.244.0.8",)))


def test_one_address_refuses_while_another_answers_now_and_then() -> None:
    found = compared(
        cluster(*SOUND),
        lambda e: saw(e, PortState.CLOSED) if e.node == "node2" else saw(e, PortState.OPEN, attempts=3, succeeded=2),
    )
    assert (found.reports[WEB].verdict, found.cause(WEB)) == (Verdict.DEGRADED, "bad-endpoint")
    assert str(found.diagnosis(WEB).subject) == "Service shop/web"
    assert {f.severity for f in found.made()} == {Severity.WARNING}
    assert "Node" not in {f.subject.kind for f in found.made()}  # the node is innocent


def test_where_the_others_always_answer_it_is_the_node() -> None:
    found = compared(cluster(*SOUND), lambda e: saw(e, PortState.CLOSED) if e.node == "node2" else works(e))
    assert found.cause(WEB) == "node-differs"


def test_silence_comes_from_no_endpoint() -> None:
    found = compared(
        cluster(*SOUND),
        lambda e: saw(e, PortState.FILTERED) if e.node == "node2" else saw(e, PortState.OPEN, attempts=3, succeeded=2),
    )
    assert found.cause(WEB) == "node-differs"


def test_a_host_port_has_no_endpoints_to_choose_from() -> None:
    port = (container_port(80, host=8080),)
    pods = (deployed("web", ports=port), deployed("web", 2, ports=port, node="node2"))
    found = compared(
        cluster(*pods),
        lambda e: saw(e, PortState.CLOSED) if e.node == "node2" else saw(e, PortState.OPEN, attempts=3, succeeded=2),
    )
    assert found.cause("host-port/shop/Deployment/web/8080/TCP") == "node-differs"
