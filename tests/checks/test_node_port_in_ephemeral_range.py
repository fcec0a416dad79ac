from __future__ import annotations

import pytest

from kprobe.model.finding import Confidence, Severity
from kprobe.model.snapshot import NodePortRange
from tests.checks.found import found, one
from tests.kit.objects import cluster, service, service_port

WIDE = NodePortRange(first=30000, last=65000, source="flags", proven=True)


@pytest.mark.parametrize("number", [32768, 35000, 60999])
def test_fires_for_a_node_port_that_nodes_may_draw(number: int) -> None:
    finding = one("KP205", cluster(service("web", service_port(80, node=number)), ports=WIDE))
    assert (finding.severity, finding.confidence) == (Severity.INFO, Confidence.POSSIBLE)
    assert finding.exposures == ("node-port/shop/web/80/TCP",)


@pytest.mark.parametrize("number", [30080, 32767, 61000])
def test_is_silent_for_a_node_port_below_or_above(number: int) -> None:
    assert found("KP205", cluster(service("web", service_port(80, node=number)), ports=WIDE)) == []
