from __future__ import annotations

from kprobe.model.diagnosis import Verdict
from kprobe.model.finding import Severity
from kprobe.model.probe import PortState
from tests.kit.comparing import compared, saw, works
from tests.kit.objects import cluster, container_port, deployed, served, service

WEB = "node-port/shop/web/80/TCP"


def test_open_where_nothing_can_answer() -> None:
    dead = served(service("web", selector={"app": "web"}), deployed("web", is_ready=False))
    found = compared(cluster(*dead), works)
    assert found.reports[WEB].verdict is Verdict.UNEXPECTED
    (finding,) = found.made()
    assert (found.cause(WEB), finding.code, finding.severity) == ("something-else-answers", "KP820", Severity.WARNING)


def test_a_sidecars_host_port_that_answers_is_somebody_elses() -> None:
    found = compared(cluster(deployed("web", sidecar_ports=(container_port(80, host=8080),))), works)
    assert found.cause("host-port/shop/Deployment/web/8080/TCP") == "something-else-answers"


def test_a_balancer_that_accepts_for_a_dead_backend_is_no_surprise() -> None:
    web = service("web", type_="LoadBalancer", load_balancer=("203.0.113.5",), selector={"app": "web"})
    dead = served(web, deployed("web", is_ready=False))
    found = compared(cluster(*dead), lambda e: saw(e, PortState.CLOSED) if e.node else works(e))
    assert found.reports["load-balancer/shop/web/80/TCP"].verdict is Verdict.UNKNOWN
    assert found.made() == ()


def test_an_answer_that_was_predicted_is_no_surprise() -> None:
    sound = served(service("web", selector={"app": "web"}), deployed("web"))
    assert compared(cluster(*sound), works).made() == ()
