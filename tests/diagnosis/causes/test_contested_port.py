from __future__ import annotations

from kprobe.model.probe import PortState
from kprobe.model.snapshot import DataPlane
from tests.kit.comparing import compared, saw, works
from tests.kit.objects import cluster, container_port, deployed, served, service

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
