from __future__ import annotations

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Severity
from kprobe.model.objects.service import Service
from tests.checks.found import found, one
from tests.kit.objects import cluster, ref, service
from tests.kit.stages import with_spec

FOUR, SIX = "203.0.113.5", "2001:db8::5"


def web(*ranges: str, at: tuple[str, ...] = (FOUR,)) -> Service:
    return with_spec(service("web", type_="LoadBalancer", load_balancer=at), load_balancer_source_ranges=ranges)


def test_an_address_of_a_family_without_range_is_open() -> None:  # row LB-16
    finding = one("KP405", cluster(web("192.0.2.0/24", at=(FOUR, SIX))))
    assert (finding.subject, finding.severity) == (ref("Service shop/web"), Severity.INFO)
    assert "its IPv6 address is open to everybody" in finding.message


def test_one_range_for_everybody_lifts_the_others() -> None:  # row LB-17
    assert "0.0.0.0/0 among them" in one("KP405", cluster(web("192.0.2.0/24", "0.0.0.0/0"))).message


@pytest.mark.parametrize(
    "healthy",
    [
        pytest.param(cluster(web()), id="no_ranges"),
        pytest.param(cluster(web("0.0.0.0/0")), id="everybody_alone"),
        pytest.param(cluster(web("192.0.2.0/24")), id="one_family"),
        pytest.param(cluster(web("192.0.2.0/24", "2001:db8::/32", at=(FOUR, SIX))), id="both_families"),
        pytest.param(cluster(web("192.0.2.0/24", at=("lb.example",))), id="a_name"),
    ],
)
def test_is_silent_for(healthy: Cluster) -> None:
    assert found("KP405", healthy) == []
