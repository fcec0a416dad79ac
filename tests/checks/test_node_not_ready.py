from __future__ import annotations

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Severity
from tests.checks.found import found, one
from tests.kit.objects import cluster, container_port, node, pod, ref, service

DOWN = node("node2", ready_status="Unknown", message="Kubelet stopped posting node status.")


def test_blames_the_node_once_for_every_exposure_with_an_entry_on_it() -> None:
    finding = one(
        "KP701",
        cluster(service("web"), pod("edge", node="node2", ports=(container_port(80, host=80),)), node("node1"), DOWN),
    )
    assert finding.subject == ref("Node node2")
    assert finding.severity is Severity.ERROR
    assert "stopped reporting" in finding.message
    assert "Kubelet stopped posting node status." in finding.evidence[0]
    assert finding.exposures == ("host-port/shop/Pod/edge/80/TCP", "node-port/shop/web/80/TCP")


def test_is_a_warning_where_nothing_has_an_entry_on_it() -> None:
    assert one("KP701", cluster(node("node1"), DOWN)).severity is Severity.WARNING


def test_a_kubelet_that_says_so_itself_is_not_called_down() -> None:
    assert "may still flow" in one("KP701", cluster(node("node1", is_ready=False))).message


@pytest.mark.parametrize(
    "healthy",
    [
        pytest.param(cluster(node("node1"), service("web")), id="a_ready_node"),
        pytest.param(cluster(node("node1", conditions=False), service("web")), id="a_node_of_which_nothing_is_known"),
    ],
)
def test_is_silent_for(healthy: Cluster) -> None:
    assert found("KP701", healthy) == []
