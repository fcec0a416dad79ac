from __future__ import annotations

from kprobe.model.finding import Severity
from tests.checks.found import found, one
from tests.kit.objects import cluster, deployed, event, ref, served, service, workload

WEB = service("web", selector={"app": "web"})
QUOTA = 'pods "web-7d4b9-" is forbidden: exceeded quota'


def test_a_deployment_that_may_not_make_pods_says_why() -> None:
    finding = one("KP307", cluster(WEB, deployments=(workload("web", failure=QUOTA),)))
    assert (finding.subject, finding.severity) == (ref("Service shop/web"), Severity.ERROR)
    assert "Deployment shop/web should have pods, but has none" in finding.message
    assert any(QUOTA in line for line in finding.evidence)


def test_a_stateful_set_says_it_by_an_event() -> None:
    said = event(ref("StatefulSet shop/web"), "FailedCreate", f"create Pod web-0 failed: {QUOTA}")
    finding = one("KP307", cluster(WEB, said, stateful_sets=(workload("web"),)))
    assert any(QUOTA in line for line in finding.evidence)


def test_a_daemon_set_may_fit_no_node() -> None:
    sets = (workload("web", replicas=None, node_selector={"disk": "ssd"}),)
    assert any("disk=ssd" in line for line in one("KP307", cluster(WEB, daemon_sets=sets)).evidence)


def test_without_a_word_it_says_where_to_look() -> None:
    assert "describe deployment" in one("KP307", cluster(WEB, deployments=(workload("web"),))).fix[0]


def test_is_silent_for_a_service_with_pods_or_without_a_workload() -> None:
    assert found("KP307", cluster(*served(WEB, deployed("web")), deployments=(workload("web"),))) == []
    assert found("KP307", cluster(WEB)) == []


def test_a_paused_deployment_is_said_to_be_paused_where_it_has_no_pods() -> None:
    assert "it is paused" in one("KP307", cluster(WEB, deployments=(workload("web", paused=True),))).message
    running = cluster(*served(WEB, deployed("web")), deployments=(workload("web", paused=True),))
    assert found("KP307", running) == []
