from __future__ import annotations

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Severity
from kprobe.model.objects.ingress import Ingress
from tests.checks.found import found, one
from tests.kit.ingress import rule, tls
from tests.kit.objects import cluster, ingress
from tests.kit.stages import with_spec


def with_tls(host: str, *named: str, name: str = "shop") -> Ingress:
    return ingress(name, host, tls=tls(*named))


def test_blames_a_tls_block_for_a_host_that_no_rule_has() -> None:
    """IN-44."""
    finding = one("KP509", cluster(with_tls("www.shop.example", "shop.example")))
    assert (finding.severity, str(finding.subject)) == (Severity.WARNING, "Ingress shop/shop")
    assert finding.message.endswith("a TLS block for shop.example, which no rule has, and none for www.shop.example")
    assert finding.exposures == ("ingress/shop/shop/www.shop.example/",)


def test_a_rule_without_host_cannot_choose_a_certificate() -> None:
    """IN-43."""
    finding = one("KP509", cluster(with_tls("", "shop.example")))
    assert (finding.severity, finding.detail) == (Severity.INFO, "no-host")


TWO = with_spec(ingress("shop", tls=tls("a.example")), rules=(rule("a.example", "/"), rule("b.example", "/")))


@pytest.mark.parametrize(
    "healthy",
    [
        pytest.param(cluster(with_tls("shop.example", "shop.example")), id="the_same_host"),
        pytest.param(cluster(with_tls("a.shop.example", "*.shop.example")), id="a_wildcard_certificate"),
        pytest.param(cluster(with_tls("*.shop.example", "a.shop.example")), id="a_host_that_a_wildcard_rule_serves"),
        pytest.param(cluster(with_tls("shop.example")), id="a_block_for_every_host"),
        pytest.param(cluster(ingress("shop")), id="no_tls"),
        pytest.param(cluster(TWO), id="a_second_host_that_is_plain_on_purpose"),
        pytest.param(
            cluster(with_tls("b.example", "a.example"), ingress("other", "a.example")), id="another_ingresss_host"
        ),
        pytest.param(cluster(with_tls("shop.example", "SHOP.example", "shop.example")), id="another_case"),
    ],
)
def test_is_silent_for(healthy: Cluster) -> None:
    assert found("KP509", healthy) == []
