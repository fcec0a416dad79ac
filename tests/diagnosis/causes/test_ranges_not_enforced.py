from __future__ import annotations

import pytest

from kprobe.model.diagnosis import Verdict
from kprobe.model.finding import Severity
from kprobe.model.report import VantageKind
from tests.kit.comparing import Compared, compared, works
from tests.kit.objects import cluster, deployed, served, service, service_port
from tests.kit.stages import with_spec

WEB = "load-balancer/shop/web/80/TCP"


def seen(*at: str, ranges: tuple[str, ...] = ("192.0.2.0/24",), kind: VantageKind = VantageKind.OUTSIDE) -> Compared:
    port = service_port(80, target=8080)
    web = service("web", port, type_="LoadBalancer", load_balancer=("203.0.113.5",), selector={"app": "web"})
    web = with_spec(web, load_balancer_source_ranges=ranges)
    return compared(cluster(*served(web, deployed("web"))), works, kind=kind, at=at)


def test_a_client_that_no_range_contains_gets_in() -> None:
    found = seen("198.51.100.7")
    assert (found.reports[WEB].verdict, found.cause(WEB)) == (Verdict.REACHABLE, "ranges-not-enforced")
    assert [f.severity for f in found.made()] == [Severity.INFO]


@pytest.mark.parametrize(
    "found",
    [
        pytest.param(seen("192.0.2.9"), id="a_client_in_a_range"),
        pytest.param(seen("10.0.0.9"), id="a_client_whose_address_is_translated"),
        pytest.param(seen(), id="a_client_of_unknown_address"),
        pytest.param(seen("198.51.100.7", ranges=("0.0.0.0/0",)), id="ranges_that_let_everybody_in"),
        pytest.param(seen("198.51.100.7", kind=VantageKind.UNKNOWN), id="an_unknown_vantage"),
    ],
)
def test_nothing_is_said_of(found: Compared) -> None:
    assert found.made() == ()
