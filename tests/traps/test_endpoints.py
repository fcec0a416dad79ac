"""Traps about endpoints: which count, and which pods never do."""

from __future__ import annotations

from tests.checks.found import one
from tests.kit.objects import cluster, deployed, endpoint, endpoint_slice, pod, served, service
from tests.traps.scenes import HEALTHY, WEB, alarms

SERVICE = service("web", selector=WEB)


def test_trap_07_not_ready_only_is_reported_and_a_reference_is_optional() -> None:
    """Endpoints that are all unready are a fault of their own; an endpoint without targetRef or conditions is sound."""
    assert alarms(cluster(*served(SERVICE, deployed("web", is_ready=False)))) == {"KP302"}
    bare = endpoint_slice("web", endpoint("10.244.0.7", is_ready=False))
    assert alarms(cluster(service("web"), bare)) == {"KP302"}
    assert alarms(cluster(SERVICE, deployed("web"), endpoint_slice("web", endpoint("10.244.0.7")))) == set()


def test_trap_09_slices_are_joined_and_the_last_that_serve_count() -> None:
    """Endpoints may stand in any slice of a Service; where none is ready, those that terminate but serve do."""
    first = endpoint_slice("web", endpoint("10.244.0.1", is_ready=False), number=1)
    second = endpoint_slice("web", endpoint("10.244.0.7"), number=2)
    assert alarms(cluster(SERVICE, deployed("web"), first, second)) == set()
    assert alarms(cluster(SERVICE, deployed("web"), first)) == {"KP302"}
    leaving = endpoint("10.244.0.7", is_ready=False, serving=True, terminating=True)
    gone = endpoint("10.244.0.7", is_ready=False, serving=False, terminating=True)
    assert alarms(cluster(SERVICE, endpoint_slice("web", leaving))) == set()
    assert alarms(cluster(service("web"), endpoint_slice("web", gone))) == {"KP302"}


def test_trap_10_pods_that_ended_or_leave_are_no_pods() -> None:
    """Completed, failed, evicted and terminating pods match a selector and never count."""
    ended = (deployed("web", 2, phase="Failed", reason="Evicted"), deployed("web", 3, is_ready=False, deleted=True))
    assert alarms(cluster(*HEALTHY, *ended)) == set()
    assert alarms(cluster(SERVICE, *ended, deployed("web", 4, phase="Succeeded"))) == {"KP301"}


def test_trap_11_a_jobs_pod_that_happens_to_match_is_no_endpoint() -> None:
    """A Job's finished pod with the Service's labels neither breaks nor mends anything."""
    done = pod("migrate-1", owner="Job/migrate", labels=WEB, phase="Succeeded")
    assert alarms(cluster(*HEALTHY, done)) == set()
    finding = one("KP301", cluster(SERVICE, done))
    assert any("have ended or are being deleted, such as migrate-1" in line for line in finding.evidence)
