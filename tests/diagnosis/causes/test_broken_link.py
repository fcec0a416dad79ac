from __future__ import annotations

import pytest

from kprobe.model.diagnosis import Verdict
from kprobe.model.exposure import Entry
from kprobe.model.finding import Confidence, Severity
from kprobe.model.probe import Author, Observation, PortState
from tests.kit.comparing import Compared, answered, compared, saw, works
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


def external(status: int, author: Author) -> Compared:
    away = service("web", type_="ExternalName", external_name="db.example")
    return compared(
        cluster(ingress("shop"), away, *served_by("traefik")),
        lambda e: answered(e, status, author=author) if e.host else works(e),
    )


def test_what_a_controller_passes_over_by_default_is_likely_where_its_router_answers() -> None:
    """IN-37."""
    found = external(404, Author.ROUTER)
    said = found.diagnosis("ingress/shop/shop/shop.example/")
    assert (said.cause, said.confidence, str(said.subject)) == ("broken-link", Confidence.LIKELY, "Service shop/web")
    assert "Traefik makes no route to those unless an option allows it" in said.message


@pytest.mark.parametrize("status", [200, 404])
def test_where_the_route_itself_answers_the_option_was_set(status: int) -> None:
    found = external(status, Author.ROUTE)
    assert found.reports["ingress/shop/shop/shop.example/"].verdict is Verdict.REACHABLE
    assert found.made() == ()


def test_another_rule_that_answers_in_its_place_changes_nothing() -> None:
    """IN-28 with Traefik, which drops the rule: the shorter path of the host answers."""
    front = served(service("web", type_="ClusterIP", selector={"app": "web"}), deployed("web"))
    found = compared(
        cluster(ingress("shop"), ingress("api", path="/api", to="gone"), *front, *served_by("traefik")),
        lambda e: answered(e, 200, author=Author.ROUTE) if e.host else works(e),
    )
    api = "ingress/shop/api/shop.example/api"
    assert (found.reports[api].verdict, found.cause(api)) == (Verdict.UNREACHABLE, "ingress-backend-missing")
    assert "what answers is another rule of the controller, in its place" in found.diagnosis(api).evidence
    assert found.reports["ingress/shop/shop/shop.example/"].verdict is Verdict.REACHABLE


PROXIED = service("web", selector={"app": "web"}, labels={"service.kubernetes.io/service-proxy-name": "mine"})


@pytest.mark.parametrize("state", [PortState.CLOSED, PortState.FILTERED])
def test_a_service_that_is_left_to_another_proxy_is_named_with_its_label(state: PortState) -> None:  # row NP-20
    found = compared(cluster(*served(PROXIED, deployed("web"))), lambda e: saw(e, state))
    diagnosis = found.diagnosis(WEB)
    assert found.reports[WEB].verdict is Verdict.UNREACHABLE
    assert (diagnosis.cause, str(diagnosis.subject)) == ("broken-link", "Service shop/web")
    assert "service-proxy-name=mine" in diagnosis.message
    assert diagnosis.confidence is Confidence.LIKELY
    assert [f.code for f in found.made()] == ["KP809"]


def test_a_service_that_another_proxy_does_serve_has_no_cause() -> None:
    found = compared(cluster(*served(PROXIED, deployed("web"))), works)
    assert found.reports[WEB].diagnosis is None
    assert found.reports[WEB].verdict is Verdict.REACHABLE
