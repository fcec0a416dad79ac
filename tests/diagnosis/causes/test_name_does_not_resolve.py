from __future__ import annotations

from kprobe.model.diagnosis import Verdict
from kprobe.model.finding import Confidence, Severity
from kprobe.model.probe import PortState
from tests.kit.comparing import Compared, Witness, compared, no_name, saw, works
from tests.kit.ingress import served_by
from tests.kit.objects import cluster, deployed, ingress, served, service
from tests.kit.shop import SHOP, shop


def test_the_route_works_and_only_the_name_is_missing() -> None:
    found = shop(works, no_name)
    assert (found.reports[SHOP].verdict, found.cause(SHOP)) == (Verdict.DEGRADED, "name-does-not-resolve")
    (finding,) = found.made()
    assert (finding.code, finding.severity, finding.confidence) == ("KP805", Severity.WARNING, Confidence.CERTAIN)
    assert "the route works" in finding.message


def test_both_halves_are_reported_where_the_route_fails_as_well() -> None:
    found = shop(lambda e: saw(e, PortState.FILTERED), no_name)
    assert found.reports[SHOP].verdict is Verdict.UNREACHABLE
    assert {"KP805", "KP803"} <= {f.code for f in found.made()}
    assert all("the route works" not in f.message for f in found.made())


def test_a_load_balancer_whose_own_name_does_not_resolve_is_an_error() -> None:
    web = service("web", type_="LoadBalancer", load_balancer=("lb.example.com",), selector={"app": "web"})
    found = compared(cluster(*served(web, deployed("web"))), lambda e: works(e) if e.node else no_name(e))
    (finding,) = found.made()
    assert (finding.code, finding.severity) == ("KP805", Severity.ERROR)
    assert found.reports["load-balancer/shop/web/80/TCP"].verdict is Verdict.UNREACHABLE


def test_a_resolver_that_cannot_be_asked_proves_nothing() -> None:
    found = shop(works, lambda e: saw(e, None, own_trouble=True, error="no resolver"))
    assert found.reports[SHOP].verdict is Verdict.REACHABLE
    assert found.made() == ()


def test_a_name_that_resolves_says_nothing() -> None:
    assert shop(works).made() == ()


def wildcard(by_name: Witness) -> Compared:
    """A healthy Ingress for *.shop.example, asked by name with a label that kprobe made up."""
    backend = served(service("web", type_="ClusterIP", selector={"app": "web"}), deployed("web"))
    every = cluster(ingress("shop", host="*.shop.example"), *backend, *served_by("ingress-nginx"))
    return compared(every, lambda e: by_name(e) if e.host and e.address == e.host else works(e))


def test_a_label_that_kprobe_made_up_for_a_wildcard_need_not_resolve() -> None:
    found = wildcard(no_name)
    assert (found.reports["ingress/shop/shop/*.shop.example/"].verdict, found.made()) == (Verdict.REACHABLE, ())


def test_a_wildcard_that_resolves_to_where_nobody_answers_is_reported() -> None:
    found = wildcard(lambda e: saw(e, PortState.FILTERED, addresses=("198.51.100.99",)))
    assert found.cause("ingress/shop/shop/*.shop.example/") == "name-leads-elsewhere"
