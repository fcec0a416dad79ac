from __future__ import annotations

from kprobe.model.diagnosis import Verdict
from kprobe.model.finding import Severity
from kprobe.model.probe import PortState
from tests.kit.comparing import compared, saw, works
from tests.kit.objects import cluster, container_port, deployed, node, pod, served, service, service_port
from tests.kit.stages import with_spec

WEB = "node-port/shop/web/80/TCP"
CLOSED = PortState.CLOSED


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


def test_whoever_is_known_to_listen_there_is_named() -> None:
    listener = pod("a", host_network=True, ports=(container_port(30080),), waiting="CrashLoopBackOff")
    found = compared(cluster(listener), works)
    diagnosis = found.diagnosis("host-network/shop/Pod/a/30080/TCP")
    assert "rules of a Service that is gone" in diagnosis.message
    assert any("Between two crashes" in fix for fix in diagnosis.fix)


def test_a_component_of_the_node_is_named_by_its_check() -> None:  # HN-9
    listener = pod("a", host_network=True, ports=(container_port(10250),), waiting="CrashLoopBackOff")
    found = compared(cluster(listener), works)
    assert found.reports["host-network/shop/Pod/a/10250/TCP"].verdict is Verdict.UNEXPECTED
    assert "kubelet" in found.diagnosis("host-network/shop/Pod/a/10250/TCP").message
    assert found.diagnosis("host-network/shop/Pod/a/10250/TCP").finding.startswith("KP105/")


def test_a_family_that_is_cut_off_by_another_claim_is_not_called_unserved() -> None:
    edge = pod("edge", host_network=True, ports=(container_port(30080),))
    dead = served(service("web", selector={"app": "web"}), deployed("web", is_ready=False))
    both = node("node1", "192.0.2.11", "2001:db8::11")
    found = compared(cluster(edge, *dead, both), lambda e: works(e) if ":" in e.address else saw(e, CLOSED))
    report = found.reports["host-network/shop/Pod/edge/30080/TCP"]
    assert (report.verdict, report.diagnosis and report.diagnosis.cause) == (
        Verdict.DEGRADED,
        "host-port-takes-node-port",
    )
    assert "KP816" not in {f.code for f in found.findings}


def test_a_health_check_port_of_a_service_is_what_answers() -> None:  # NP-33, as measured: the service proxy came first
    web = with_spec(
        service("web", service_port(80, target=8080, node=30081), type_="LoadBalancer", policy="Local"),
        health_check_node_port=30999,
    )
    taker = pod("a", host_network=True, ports=(container_port(30999),), waiting="CrashLoopBackOff")
    found = compared(cluster(web, taker), works)
    diagnosis = found.diagnosis("host-network/shop/Pod/a/30999/TCP")
    assert diagnosis.finding.startswith("KP204/")
    assert "the health check port of Service shop/web" in diagnosis.message
