from __future__ import annotations

import pytest

from kprobe.model.finding import Confidence, Severity
from kprobe.model.snapshot import NodePortRange
from tests.checks.found import found, one
from tests.kit.objects import cluster, ref, service, service_port


def test_is_information_once_a_service() -> None:
    ports = (service_port(80, node=30000, name="a"), service_port(81, node=30085, name="b"))
    finding = one("KP202", cluster(service("web", *ports)))
    assert finding.subject == ref("Service shop/web")
    assert (finding.severity, finding.confidence) == (Severity.INFO, Confidence.CERTAIN)
    assert len(finding.exposures) == 2


def test_an_assumed_range_makes_it_likely() -> None:
    web = service("web", service_port(80, node=30001))
    assert one("KP202", cluster(web, ports=NodePortRange())).confidence is Confidence.LIKELY


@pytest.mark.parametrize(
    "port",
    [
        pytest.param(30086, id="the_first_port_above_the_band"),
        pytest.param(0, id="no_node_port"),
        pytest.param(29999, id="a_port_below_the_range"),
    ],
)
def test_is_silent_for(port: int) -> None:
    assert found("KP202", cluster(service("web", service_port(80, node=port)))) == []
