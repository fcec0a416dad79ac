from __future__ import annotations

import pytest

from kprobe.model.finding import Confidence, Severity
from kprobe.model.probe import PortState
from tests.kit.comparing import compared, saw, works
from tests.kit.objects import ApiObject, cluster, deployed, pod, served, service, service_port

WEB = "load-balancer/shop/web/80/TCP"
SPEAKER = pod("speaker-1", namespace="metallb-system", labels={"app": "metallb", "component": "speaker"})


def balanced(*, node_port: int = 30080) -> tuple[ApiObject, ...]:
    port = service_port(80, target=8080, node=node_port)
    web = service("web", port, type_="LoadBalancer", load_balancer=("203.0.113.5",), selector={"app": "web"})
    return served(web, deployed("web"))


@pytest.mark.parametrize("state", [PortState.CLOSED, PortState.FILTERED, PortState.UNREACHABLE])
def test_a_node_port_that_answers_acquits_the_service(state: PortState) -> None:
    found = compared(cluster(*balanced()), lambda e: works(e) if e.node else saw(e, state))
    assert (found.cause(WEB), found.diagnosis(WEB).confidence) == ("load-balancer-fails", Confidence.LIKELY)
    assert "while a NodePort of the Service answers" in found.diagnosis(WEB).message
    assert [(f.code, f.severity) for f in found.made()] == [("KP830", Severity.ERROR)]


def test_a_refusal_with_no_way_beside_it_may_well_be_the_pods() -> None:
    found = compared(cluster(*balanced(node_port=0)), lambda e: saw(e, PortState.CLOSED))
    assert found.cause(WEB) == "nothing-listens"


def test_node_ports_that_refuse_as_well_leave_the_load_balancer_innocent() -> None:
    found = compared(cluster(*balanced()), lambda e: saw(e, PortState.CLOSED))
    assert found.cause(WEB) == "nothing-listens"


def test_silence_of_an_address_that_metallb_gives_out_says_how_it_announces() -> None:  # rows LB-6 to LB-8
    found = compared(cluster(SPEAKER, *balanced(node_port=0)), lambda e: saw(e, PortState.FILTERED))
    assert found.cause(WEB) == "load-balancer-fails"
    assert any("L2Advertisement" in line for line in found.diagnosis(WEB).evidence)


def test_silence_of_which_nothing_is_known_stays_silence() -> None:
    found = compared(cluster(*balanced(node_port=0)), lambda e: saw(e, PortState.FILTERED))
    assert found.cause(WEB) == "silent-on-the-way"


def test_an_answer_has_no_cause() -> None:
    assert compared(cluster(SPEAKER, *balanced()), works).made() == ()
