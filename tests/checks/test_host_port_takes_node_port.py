from __future__ import annotations

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Severity
from kprobe.model.snapshot import DataPlane
from tests.checks.found import found, one
from tests.kit.objects import cluster, container_port, deployed, node, pod, ref, service, service_port

TAKEN = container_port(8080, host=30080)


@pytest.mark.parametrize("plane", [DataPlane.IPTABLES, DataPlane.NFTABLES, DataPlane.EBPF])
def test_blames_the_pair_and_says_who_wins_on_this_data_plane(plane: DataPlane) -> None:
    finding = one(
        "KP104",
        cluster(
            service("web"),
            deployed("edge", 1, ports=(TAKEN,)),
            deployed("edge", 2, ports=(TAKEN,), node="node2"),
            plane=plane,
        ),
    )
    assert finding.severity is Severity.ERROR
    assert finding.id == "KP104/Service/shop/web/30080/TCP/Deployment/shop/edge"
    assert "node1 and node2" in finding.evidence[0]
    assert str(plane) in " ".join(finding.evidence[1:]).lower()
    assert finding.exposures == ("host-port/shop/Deployment/edge/30080/TCP", "node-port/shop/web/80/TCP")


def test_a_host_network_pod_collides_as_well() -> None:
    listener = container_port(30080, host=30080)
    assert one("KP104", cluster(service("web"), pod("a", host_network=True, ports=(listener,)))).subject == ref(
        "Service shop/web"
    )


@pytest.mark.parametrize(
    "healthy",
    [
        pytest.param(
            cluster(service("web"), pod("a", ports=(container_port(80, host=30080, protocol="UDP"),))), id="udp"
        ),
        pytest.param(cluster(service("web"), pod("a", ports=(container_port(80, host=30081),))), id="another_port"),
        pytest.param(
            cluster(service("web"), pod("a", ports=(TAKEN,), unscheduled="no node")), id="a_pod_without_a_node"
        ),
        pytest.param(
            cluster(service("web"), pod("a", ports=(container_port(80, host=30080, host_ip="127.0.0.1"),))),
            id="a_host_port_on_loopback_only",
        ),
        pytest.param(
            cluster(
                service("web"),
                pod("a", ports=(container_port(80, host=30080, host_ip="198.51.100.9"),)),
                node("node1", "192.0.2.11", "198.51.100.9"),
                plane=DataPlane.NFTABLES,
            ),
            id="an_address_on_which_nftables_serves_no_node_port",
        ),
        pytest.param(
            cluster(service("web", service_port(30080), type_="ClusterIP"), pod("a", ports=(TAKEN,))),
            id="a_service_port_that_is_no_node_port",
        ),
        pytest.param(
            cluster(service("web"), pod("a", sidecar_ports=(TAKEN,))), id="a_sidecars_host_port_that_is_never_mapped"
        ),
    ],
)
def test_is_silent_for(healthy: Cluster) -> None:
    assert found("KP104", healthy) == []
