from __future__ import annotations

from kprobe.model.diagnosis import Verdict
from kprobe.model.probe import PortState
from kprobe.model.snapshot import DataPlane
from tests.kit.comparing import compared, saw, works
from tests.kit.objects import cluster, container_port, deployed, served, service

NODE_PORT = "node-port/shop/web/80/TCP"
HOST = "host-port/shop/Deployment/web/30080/TCP"
WEB = deployed("web", ports=(container_port(80, host=30080),))
RIVAL = served(service("rival", selector={"app": "rival"}), deployed("rival"))


def test_a_host_port_that_fails_where_a_node_port_may_stand_before_it_blames_the_other() -> None:
    found = compared(cluster(WEB, *RIVAL, plane=DataPlane.NFTABLES), lambda e: saw(e, PortState.CLOSED))
    diagnosis = found.diagnosis(HOST)
    assert diagnosis.finding.startswith("KP104/")
    assert "Service shop/rival" in diagnosis.message
    assert "KP809" not in [f.code for f in found.made()]


def test_a_host_port_alone_on_its_number_is_not_contested() -> None:
    found = compared(cluster(WEB), lambda e: saw(e, PortState.CLOSED))
    assert found.cause(HOST) == "nothing-listens"


def test_an_open_contested_port_proves_nothing_for_either_and_makes_no_noise() -> None:
    found = compared(cluster(WEB, *RIVAL, plane=DataPlane.NFTABLES), works)
    assert found.reports[HOST].verdict == "unknown"
    assert found.made() == ()


def test_a_service_that_stands_before_a_pod_is_what_answers() -> None:  # HN-19, HP-3
    edge = deployed("edge", ports=(container_port(80, host=30080),))
    rival = served(service("rival", selector={"app": "rival"}), deployed("rival", node="node2"))
    found = compared(cluster(edge, *rival), works)
    host = "host-port/shop/Deployment/edge/30080/TCP"
    assert (found.reports[host].verdict, found.reports["node-port/shop/rival/80/TCP"].verdict) == (
        Verdict.UNREACHABLE,
        Verdict.REACHABLE,
    )
    assert found.diagnosis(host).finding.startswith("KP104/")
    assert "meets the Service, never this pod" in found.diagnosis(host).message
    assert found.made() == ()


def test_of_several_rivals_the_one_that_answers_is_named() -> None:
    bound = deployed("bound", host_network=True, ports=(container_port(30080),), node="node2")
    mapped = deployed("mapped", ports=(container_port(80, host=30080),))
    dead = served(service("web", selector={"app": "web"}), deployed("web", is_ready=False))
    found = compared(
        cluster(bound, mapped, *dead), lambda e: works(e) if e.node == "node1" else saw(e, PortState.CLOSED)
    )
    (named,) = [f for f in found.findings if f.id == "KP104/Service/shop/web/30080/TCP/Deployment/shop/mapped"]
    assert (found.reports[NODE_PORT].verdict, found.cause(NODE_PORT)) == (Verdict.UNREACHABLE, "service-none-ready")
    assert named.exposures == ("host-port/shop/Deployment/mapped/30080/TCP", NODE_PORT)
    bound_ = found.reports["host-network/shop/Deployment/bound/30080/TCP"]
    assert (bound_.verdict, bound_.diagnosis and bound_.diagnosis.cause) == (
        Verdict.UNREACHABLE,
        "host-port-takes-node-port",
    )
