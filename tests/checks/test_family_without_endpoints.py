from __future__ import annotations

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.model.diagnosis import Verdict
from kprobe.model.finding import Severity
from kprobe.model.probe import PortState
from tests.checks.found import found, one
from tests.kit.comparing import compared, saw, works
from tests.kit.objects import cluster, deployed, endpoint, endpoint_slice, node, ref, served, service
from tests.kit.stages import with_spec

WEB = service("web", selector={"app": "web"})
DUAL = with_spec(WEB, ip_families=("IPv4", "IPv6"))
NODE = node("node1", "192.0.2.11", "2001:db8::11")
LACKING = cluster(*served(DUAL, deployed("web")), NODE)


def test_names_the_family_and_what_the_pods_have() -> None:
    finding = one("KP308", LACKING)
    assert (finding.subject, finding.severity) == (ref("Service shop/web"), Severity.INFO)
    assert "IPv6" in finding.message
    assert finding.evidence == ("its pods have IPv4 addresses",)


def test_the_refusal_of_that_family_is_explained_and_no_failure() -> None:
    seen = compared(LACKING, lambda e: saw(e, PortState.CLOSED) if ":" in e.address else works(e))
    report = seen.reports["node-port/shop/web/80/TCP"]
    assert report.verdict is Verdict.REACHABLE
    (six,) = [e for e in report.entries if ":" in e.entry.address]
    assert six.prediction is not None
    assert "none has an IPv6 endpoint" in six.prediction.reason


BOTH = endpoint_slice("web", endpoint("fd00::7", node="node1"), address_type="IPv6", number=2)


@pytest.mark.parametrize(
    "healthy",
    [
        pytest.param(cluster(*served(WEB, deployed("web")), NODE), id="a_single_stack_service"),
        pytest.param(cluster(*served(DUAL, deployed("web")), BOTH), id="endpoints_of_both"),
        pytest.param(cluster(*served(DUAL, deployed("web", is_ready=False)), NODE), id="no_ready_pod_at_all"),
    ],
)
def test_is_silent_for(healthy: Cluster) -> None:
    assert found("KP308", healthy) == []
