from __future__ import annotations

from kprobe.model.diagnosis import Verdict
from kprobe.model.finding import Confidence, Severity
from kprobe.model.probe import PortState
from tests.checks.found import found, one
from tests.kit.comparing import compared, saw
from tests.kit.objects import cluster, deployed, ref, served, service, workload

WEB = service("web", selector={"app": "web"})
ASLEEP = workload("web", replicas=0)


def test_names_the_workload_and_blames_no_selector() -> None:
    shop = cluster(WEB, deployments=(ASLEEP,))
    finding = one("KP306", shop)
    assert finding.subject == ref("Service shop/web")
    assert (finding.severity, finding.confidence) == (Severity.INFO, Confidence.CERTAIN)
    assert "Deployment shop/web is scaled to zero" in finding.message
    assert "Deployment shop/web" in finding.fix[0]
    assert found("KP301", shop) == []


def test_the_way_in_is_unreachable_and_this_is_its_cause() -> None:
    seen = compared(cluster(WEB, deployments=(ASLEEP,)), lambda e: saw(e, PortState.CLOSED))
    way = "node-port/shop/web/80/TCP"
    assert (seen.reports[way].verdict, seen.cause(way)) == (Verdict.UNREACHABLE, "service-scaled-to-zero")
    assert str(seen.reports[way].exposure.workload) == "Deployment shop/web"
    assert {f.severity for f in seen.findings} == {Severity.INFO}


def test_a_stateful_set_sleeps_as_well() -> None:
    assert "StatefulSet shop/web" in one("KP306", cluster(WEB, stateful_sets=(ASLEEP,))).message


def test_is_silent_where_one_of_two_workloads_is_awake() -> None:
    both = cluster(WEB, deployments=(ASLEEP, workload("green", labels={"app": "web"})))
    assert found("KP306", both) == []
    assert found("KP307", both) != []


def test_is_silent_for_a_service_with_pods() -> None:
    assert found("KP306", cluster(*served(WEB, deployed("web")), deployments=(ASLEEP,))) == []


def test_a_workload_with_other_labels_leaves_the_selector_wrong() -> None:
    other = cluster(WEB, deployments=(workload("web", replicas=0, labels={"app": "wbe"}),))
    assert found("KP306", other) == []
    assert "closest: Deployment shop/web (0 pods) has app=wbe" in one("KP301", other).evidence
