from __future__ import annotations

from kprobe.model.diagnosis import Verdict
from tests.kit.comparing import answered
from tests.kit.ingress import tls
from tests.kit.shop import SHOP, shop

HERE = "https://shop.example/"


def test_a_redirect_to_the_same_address_lets_nobody_in() -> None:
    """IN-26."""
    found = shop(lambda e: answered(e, 308, location=HERE, loops=True), tls=tls("shop.example"))
    assert (found.reports[SHOP].verdict, found.cause(SHOP)) == (Verdict.UNREACHABLE, "redirect-loop")
    (finding,) = found.made()
    assert (finding.code, str(finding.subject)) == ("KP840", "Ingress shop/shop")
    assert HERE in finding.message


def test_a_redirect_to_another_address_is_an_answer() -> None:
    found = shop(lambda e: answered(e, 308, location=f"{HERE}login"), tls=tls("shop.example"))
    assert (found.reports[SHOP].verdict, found.made()) == (Verdict.REACHABLE, ())


def test_a_node_port_that_leads_into_the_loop_lets_nobody_in_either() -> None:
    """Its own URL has a port, and that of the redirect has none."""
    found = shop(
        lambda e: answered(e, 302, location=HERE),
        lambda e: answered(e, 302, location=HERE, loops=True),
        tls=tls("shop.example"),
    )
    assert (found.reports[SHOP].verdict, found.cause(SHOP)) == (Verdict.UNREACHABLE, "redirect-loop")


def test_a_redirect_that_arrives_by_name_is_no_loop() -> None:
    found = shop(lambda e: answered(e, 302, location=HERE), lambda e: answered(e, 200), tls=tls("shop.example"))
    assert found.reports[SHOP].verdict is Verdict.REACHABLE
    assert "KP840" not in {f.code for f in found.made()}
