"""What a route calls broken and what a check finds are one fact: where a link names a finding, the finding is there."""

from __future__ import annotations

import pytest

from kprobe.checks.judge import judge
from kprobe.cluster.cluster import Cluster
from kprobe.diagnosis.case import Case
from kprobe.exposures.classify import classify
from kprobe.model.diagnosis import Verdict
from kprobe.model.probe import PortState
from kprobe.model.route import LinkState
from kprobe.routes.trace import trace
from tests.kit.comparing import answered, compared, saw
from tests.kit.ingress import served_by
from tests.kit.objects import (
    NO_FREE_PORTS,
    cluster,
    container_port,
    deployed,
    endpoint,
    endpoint_slice,
    ingress,
    ingress_class,
    node,
    served,
    service,
    service_port,
)

WEB = service("web", selector={"app": "web"})
BACKEND = service("web", service_port(80, target=8080), type_="ClusterIP", selector={"app": "web"})
PORT = container_port(80, host=8080)
ADDRESS = "203.0.113.7"

UNREPORTED = {
    "a host port of a native sidecar": cluster(deployed("web", sidecar_ports=(PORT,))),
}
BROKEN = {
    "KP103 a pod waits for a host port": cluster(
        deployed("old", ports=(PORT,)), deployed("web", ports=(PORT,), unscheduled=NO_FREE_PORTS)
    ),
    "KP301 a selector that matches nothing": cluster(WEB, endpoint_slice("web", ports=None), deployed("other")),
    "KP302 no pod is ready": cluster(*served(WEB, deployed("web", is_ready=False))),
    "KP303 a targetPort that matches nothing": cluster(
        *served(service("web", service_port(80, target="http", node=30080), selector={"app": "web"}), deployed("web"))
    ),
    "KP305 no selector and no slice": cluster(service("web", selector=None)),
    "KP302 hand-made endpoints": cluster(service("web"), endpoint_slice("web", endpoint("10.0.0.9", is_ready=False))),
    "KP401 a pending load balancer": cluster(
        *served(service("web", type_="LoadBalancer", selector={"app": "web"}), deployed("web"))
    ),
    "KP501 an ingress to a missing service": cluster(ingress("shop"), *served_by("traefik")),
    "KP501 a default backend that is missing": cluster(ingress("shop", default_backend=True), *served_by()),
    "KP502 a port that the service does not have": cluster(
        ingress("shop", port=9), *served(BACKEND, deployed("web")), *served_by("traefik")
    ),
    "KP502 a port name that the service does not have": cluster(
        ingress("shop", port="nine"), *served(BACKEND, deployed("web")), *served_by()
    ),
    "KP503 a class that does not exist": cluster(
        ingress("shop", class_name="gone", address=ADDRESS), *served(BACKEND, deployed("web"))
    ),
    "KP504 a class that nobody serves": cluster(ingress("shop"), ingress_class(), *served(BACKEND, deployed("web"))),
    "KP505 no class that anybody takes": cluster(
        ingress("shop", class_name=None), *served(BACKEND, deployed("web")), *served_by()
    ),
    "KP701 a node that stopped reporting": cluster(
        *served(WEB, deployed("web")), node("node1"), node("node2", ready_status="Unknown")
    ),
    "KP702 a host port of a crash loop": cluster(deployed("web", ports=(PORT,), waiting="CrashLoopBackOff")),
    "KP302 an ingress whose backend is not ready": cluster(
        ingress("shop"), *served(BACKEND, deployed("web", is_ready=False)), *served_by()
    ),
}


@pytest.mark.parametrize("broken", [pytest.param(c, id=name) for name, c in BROKEN.items()])
def test_a_broken_link_has_the_finding_that_it_names(broken: Cluster) -> None:
    exposures = classify(broken)
    findings, _ = judge(broken, exposures, strict=True)
    known = {(f.code, i): f for f in findings for i in (*f.exposures, str(f.subject))}
    links = [
        (link, Case(exposure=x, route=route, entries=(), findings=known))
        for x in exposures
        for route in [trace(broken, exposures)[x.id]]
        for link in route.every_link()
        if link.state is LinkState.BROKEN
    ]
    assert links, "the case breaks nothing"
    for link, case in links:
        assert case.finding_of(link) is not None, f"{case.exposure.id}: {link.link}: {link.reason}: no {link.finding}"


@pytest.mark.parametrize("broken", [pytest.param(c, id=name) for name, c in {**BROKEN, **UNREPORTED}.items()])
def test_whatever_fails_for_a_client_is_a_finding(broken: Cluster) -> None:
    found = compared(broken, lambda e: answered(e, 503) if e.path else saw(e, PortState.CLOSED))
    ids = {f.id for f in found.findings}
    for report in found.reports.values():
        if report.verdict in {Verdict.UNREACHABLE, Verdict.DEGRADED}:
            assert report.diagnosis is not None, report.exposure.id
            assert report.diagnosis.finding in ids, (report.exposure.id, report.diagnosis)


@pytest.mark.parametrize("broken", [pytest.param(c, id=name) for name, c in UNREPORTED.items()])
def test_a_broken_link_that_no_check_reports_becomes_a_finding_of_its_own(broken: Cluster) -> None:
    found = compared(broken, lambda e: saw(e, PortState.CLOSED))
    assert "KP809" in {f.code for f in found.made()}
    assert "Pod" not in {f.subject.kind for f in found.made()}
