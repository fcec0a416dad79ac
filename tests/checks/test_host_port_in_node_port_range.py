from __future__ import annotations

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Confidence, Severity
from kprobe.model.objects.pod import Pod
from kprobe.model.snapshot import DataPlane, NodePortRange
from tests.checks.found import found, one
from tests.kit.objects import ApiObject, cluster, container_port, deployed, service
from tests.kit.stages import with_proxy

MAPPED = deployed("web", ports=(container_port(80, host=30080),))
BOUND = deployed("web", ports=(container_port(30080),), host_network=True, waiting="CrashLoopBackOff")
TOLD = NodePortRange(source="cilium-config", proven=True)


def cilium(*objects: ApiObject, known: NodePortRange | None = TOLD, plane: DataPlane = DataPlane.EBPF) -> Cluster:
    return with_proxy(cluster(*objects, plane=plane), node_port_range=known)


@pytest.mark.parametrize(
    ("guilty", "kind", "words"),
    [(MAPPED, "host-port", "is not served at"), (BOUND, "host-network", "may fail to bind")],
    ids=["host_port", "host_network"],
)
def test_fires_for_a_port_that_the_data_plane_keeps_for_node_ports(guilty: Pod, kind: str, words: str) -> None:
    finding = one("KP108", cilium(guilty))
    assert words in finding.message
    assert (finding.severity, finding.confidence) == (Severity.WARNING, Confidence.LIKELY)
    assert finding.exposures == (f"{kind}/shop/Deployment/web/30080/TCP",)


def test_a_range_that_is_only_the_default_is_less_sure() -> None:
    assert one("KP108", cilium(MAPPED, known=NodePortRange())).confidence is Confidence.POSSIBLE


@pytest.mark.parametrize(
    "innocent",
    [
        pytest.param(cilium(deployed("web", ports=(container_port(80, host=8080),))), id="outside_the_range"),
        pytest.param(cilium(MAPPED, known=None), id="a_data_plane_without_a_range_of_its_own"),
        pytest.param(cilium(MAPPED, plane=DataPlane.IPTABLES), id="kube_proxy"),
        pytest.param(cilium(MAPPED, service("rival")), id="a_service_has_it_which_KP104_says"),
        pytest.param(cilium(deployed("web", ports=(container_port(30080),))), id="no_host_port"),
    ],
)
def test_is_silent_for(innocent: Cluster) -> None:
    assert found("KP108", innocent) == []
