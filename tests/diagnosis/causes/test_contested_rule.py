from __future__ import annotations

from msgspec.structs import replace

from kprobe.model.diagnosis import Verdict
from tests.kit.comparing import answered, works
from tests.kit.objects import deployed, ingress, served, service
from tests.kit.shop import SHOP, shop

API = served(service("api", type_="ClusterIP", selector={"app": "api"}), deployed("api"))


def test_an_answer_at_a_shared_place_points_at_the_check_that_says_so() -> None:
    """IN-15: with Traefik each replica picks its own."""
    found = shop(works, by="traefik", more=(ingress("other", to="api"), *API))
    said = found.diagnosis(SHOP)
    assert (found.reports[SHOP].verdict, said.cause) == (Verdict.REACHABLE, "ingress-shadowed")
    assert said.finding.startswith("KP506/")
    assert found.made() == ()


def test_where_the_oldest_wins_the_other_is_unreachable_although_it_answers() -> None:
    found = shop(works, more=(ingress("other", to="api", created="2026-10-20T00:00:00Z"), *API))
    lost = found.reports["ingress/shop/other/shop.example/"]
    assert lost.verdict is Verdict.UNREACHABLE
    assert lost.diagnosis is not None
    assert lost.diagnosis.cause == "ingress-shadowed"
    assert (found.reports[SHOP].verdict, found.cause(SHOP)) == (Verdict.REACHABLE, "")


def test_a_failure_at_a_shared_place_blames_no_service() -> None:
    """The 502 may be the other Ingress's, as each replica picks its own."""
    more = (ingress("other", to="api"), *API)
    failing = shop(lambda e: answered(e, 502, body="Bad Gateway"), by="traefik", more=more)
    assert (failing.cause(SHOP), failing.made()) == ("ingress-shadowed", ())
    alternating = shop(lambda e: replace(answered(e), attempts=3, succeeded=1), by="traefik", more=more)
    assert (alternating.cause(SHOP), alternating.made()) == ("ingress-shadowed", ())


def test_an_ingress_alone_at_its_place_is_fine() -> None:
    assert shop(works, by="traefik").cause(SHOP) == ""
