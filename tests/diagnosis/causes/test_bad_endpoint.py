from __future__ import annotations

from kprobe.model.diagnosis import Verdict
from kprobe.model.exposure import Entry
from kprobe.model.finding import Severity
from kprobe.model.probe import Observation, PortState
from tests.kit.comparing import compared, saw, works
from tests.kit.objects import cluster, container_port, deployed, pod, served, service
from tests.kit.stages import with_spec

WEB = "node-port/shop/web/80/TCP"
SOUND = served(service("web", selector={"app": "web"}), deployed("web"), deployed("web", 2, addresses=("10.244.0.8",)))


def test_one_address_refuses_while_another_answers_now_and_then() -> None:
    found = compared(
        cluster(*SOUND),
        lambda e: saw(e, PortState.CLOSED) if e.node == "node2" else saw(e, PortState.OPEN, attempts=3, succeeded=2),
    )
    assert found.reports[WEB].verdict is Verdict.DEGRADED
    assert str(found.diagnosis(WEB).subject) == "Service shop/web"
    assert [f.code for f in found.made()] == ["KP804"]  # the same finding, whether or not one address had bad luck
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


ODD = pod("odd", labels={"app": "web"}, ports=(container_port(9999),), addresses=("10.244.0.9",))
ALIKE = tuple(
    deployed("web", n, ports=(container_port(8080),), addresses=(f"10.244.0.{n}",), node=f"node{1 + n % 2}")
    for n in (1, 2, 3)
)


def test_the_one_endpoint_that_differs_is_named() -> None:
    found = compared(
        cluster(*served(service("web", selector={"app": "web"}), *ALIKE, ODD)),
        lambda e: saw(e, PortState.CLOSED) if e.node == "node2" else saw(e, PortState.OPEN, attempts=3, succeeded=2),
    )
    diagnosis = found.diagnosis(WEB)
    assert diagnosis.message.endswith("one of several endpoints is bad, most likely Pod shop/odd on node1")
    assert "declares 9999/TCP" in diagnosis.evidence[0]
    assert "describe pod odd" in diagnosis.fix[0]


def test_where_none_differs_nobody_is_accused() -> None:
    found = compared(
        cluster(*served(service("web", selector={"app": "web"}), *ALIKE)),
        lambda e: saw(e, PortState.CLOSED) if e.node == "node2" else saw(e, PortState.OPEN, attempts=3, succeeded=2),
    )
    assert found.diagnosis(WEB).message.endswith("one of several endpoints is bad")


def test_policy_local_makes_a_nodes_only_endpoint_answer_for_it() -> None:
    web = service("web", selector={"app": "web"}, policy="Local")
    pods = (ALIKE[0], deployed("web", 2, addresses=("10.244.0.2",)))
    found = compared(
        cluster(*served(web, *pods)), lambda e: saw(e, PortState.CLOSED) if e.node == "node2" else works(e)
    )
    assert (found.reports[WEB].verdict, found.cause(WEB)) == (Verdict.DEGRADED, "bad-endpoint")
    assert "most likely Pod shop/web-7d4b9-1 on node2" in found.diagnosis(WEB).message


def test_affinity_keeps_a_client_at_the_bad_one() -> None:  # rows S-13, NP-26
    web = with_spec(service("web", selector={"app": "web"}), session_affinity="ClientIP")
    found = compared(
        cluster(*served(web, *ALIKE, ODD)), lambda e: saw(e, PortState.CLOSED) if e.node == "node2" else works(e)
    )
    assert found.cause(WEB) == "bad-endpoint"
    assert "sessionAffinity ClientIP" in found.diagnosis(WEB).message


def silent_now_and_then(entry: Entry) -> Observation:
    return saw(entry, PortState.OPEN, attempts=3, succeeded=2, error="no answer in time")


def test_a_dead_endpoint_is_silent_here_every_time_and_there_now_and_then() -> None:
    found = compared(
        cluster(*SOUND), lambda e: saw(e, PortState.FILTERED) if e.node == "node2" else silent_now_and_then(e)
    )
    assert [f.code for f in found.made()] == ["KP804"]
    assert found.reports[WEB].verdict is Verdict.DEGRADED


def test_a_refusal_is_not_explained_by_another_nodes_silence_nor_by_the_only_endpoint() -> None:
    busy = compared(
        cluster(*SOUND), lambda e: saw(e, PortState.CLOSED) if e.node == "node2" else silent_now_and_then(e)
    )
    assert busy.cause(WEB) == "node-differs"
    alone = served(service("web", selector={"app": "web"}), deployed("web"))
    one = compared(
        cluster(*alone),
        lambda e: saw(e, PortState.CLOSED) if e.node == "node2" else saw(e, PortState.OPEN, attempts=3, succeeded=2),
    )
    assert one.cause(WEB) == "node-differs"
