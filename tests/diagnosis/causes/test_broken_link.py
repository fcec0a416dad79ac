from __future__ import annotations

from kprobe.model.diagnosis import Verdict
from kprobe.model.exposure import Entry
from kprobe.model.finding import Confidence, Severity
from kprobe.model.probe import Observation, PortState
from tests.kit.comparing import answered, compared, saw, works
from tests.kit.ingress import served_by
from tests.kit.objects import cluster, deployed, ingress, served, service

WEB = "node-port/shop/web/80/TCP"
DEAD = served(service("web", selector={"app": "web"}), deployed("web", is_ready=False))


def refused(entry: Entry) -> Observation:
    return saw(entry, PortState.CLOSED)


def test_a_symptom_that_agrees_with_the_broken_link_names_it_and_points_at_the_checks_finding() -> None:
    found = compared(cluster(*DEAD), refused)
    diagnosis = found.diagnosis(WEB)
    assert found.reports[WEB].verdict is Verdict.UNREACHABLE
    assert (diagnosis.cause, str(diagnosis.subject)) == ("service-none-ready", "Service shop/web")
    assert diagnosis.confidence is Confidence.CERTAIN
    assert diagnosis.finding == "KP302/Service/shop/web"
    assert any("192.0.2.11:30080 (node1): closed" in line for line in diagnosis.evidence)


def test_the_fact_is_reported_once_by_the_check_and_not_again_by_the_probe() -> None:
    found = compared(cluster(*DEAD), refused)
    assert found.made() == ()
    assert [f.code for f in found.findings if f.severity is not Severity.INFO] == ["KP302"]
    assert WEB in found.findings[0].exposures


def test_silence_agrees_with_a_refusal_for_nodes_limit_how_often_they_refuse() -> None:  # row S-11
    found = compared(cluster(*DEAD), lambda e: saw(e, PortState.FILTERED))
    assert found.cause(WEB) == "service-none-ready"
    assert found.made() == ()


def test_an_open_port_does_not_agree() -> None:
    found = compared(cluster(*DEAD), works)
    assert found.cause(WEB) == "something-else-answers"


def test_a_router_that_answers_for_a_dead_backend_agrees_too() -> None:
    backend = served(service("web", type_="ClusterIP", selector={"app": "web"}), deployed("web", is_ready=False))
    found = compared(
        cluster(ingress("shop"), *backend, *served_by()),
        lambda e: answered(e, 503, addresses=("192.0.2.11",)) if e.host else works(e),
    )
    assert found.cause("ingress/shop/shop/shop.example/") == "service-none-ready"
    assert found.made() == ()


def test_a_sound_route_has_no_broken_link() -> None:
    found = compared(cluster(*served(service("web", selector={"app": "web"}), deployed("web"))), works)
    assert found.reports[WEB].diagnosis is None
    assert [f for f in found.findings if f.severity is not Severity.INFO] == []
