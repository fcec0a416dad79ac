from __future__ import annotations

import pytest

from kprobe.cluster.claims import ClaimIndex, ClaimKind, pod_claims, service_claims
from kprobe.model.objects.pod import Pod
from tests.kit.objects import container_port, deployed, pod, ref, service, service_port

WEB = container_port(8080, host=80)


def test_a_host_port_is_claimed_on_the_pods_node() -> None:
    (claim,) = pod_claims(deployed("web", ports=(WEB,)))
    assert (claim.kind, claim.port, claim.node, claim.placed) == (ClaimKind.HOST_PORT, 80, "node1", True)
    assert claim.workload == ref("Deployment shop/web")


def test_a_host_network_pod_from_a_file_claims_its_container_ports() -> None:
    (claim,) = pod_claims(pod("a", host_network=True, ports=(container_port(8080),)))
    assert (claim.kind, claim.port) == (ClaimKind.HOST_NETWORK, 8080)


def test_every_address_is_spelled_in_one_way() -> None:
    claims = pod_claims(pod("a", ports=(WEB, container_port(81, host=80, host_ip="0.0.0.0"))))
    assert [c.address for c in claims] == [""]


def test_a_pod_without_a_node_wants_the_port_but_does_not_hold_it() -> None:
    (claim,) = pod_claims(pod("a", ports=(WEB,), unscheduled="no node fits"))
    assert (claim.node, claim.placed) == ("", False)


def test_native_sidecars_are_told_apart() -> None:
    assert [c.sidecar for c in pod_claims(pod("a", sidecar_ports=(WEB,)))] == [True]


@pytest.mark.parametrize(
    "gone",
    [
        pytest.param(pod("a", ports=(WEB,), phase="Succeeded"), id="has_finished"),
        pytest.param(pod("a", ports=(WEB,), phase="Failed"), id="has_failed"),
        pytest.param(pod("a", ports=(WEB,), deleted=True), id="is_being_deleted"),
        pytest.param(pod("a", ports=(container_port(8080),)), id="has_no_host_port"),
    ],
)
def test_claims_nothing_that(gone: Pod) -> None:
    assert list(pod_claims(gone)) == []


def test_a_service_claims_its_node_ports_and_its_ports_on_external_ips() -> None:
    claims = list(service_claims(service("web", external_ips=("198.51.100.5",))))
    assert [(c.kind, c.address, c.port) for c in claims] == [
        (ClaimKind.NODE_PORT, "", 30080),
        (ClaimKind.EXTERNAL_IP, "198.51.100.5", 80),
    ]


def test_a_headless_service_or_external_name_claims_nothing() -> None:
    ips = ("198.51.100.5",)
    assert list(service_claims(service("a", cluster_ip="None", external_ips=ips))) == []
    assert list(service_claims(service("a", type_="ExternalName", external_ips=ips))) == []


def test_the_index_answers_by_node_and_port() -> None:
    index = ClaimIndex([pod("a", ports=(WEB,)), pod("b", ports=(WEB,), node="node2")], [service("web")])
    assert [c.holder.name for c in index.on("node1", 80, "TCP")] == ["a"]
    assert index.on("node1", 80, "UDP") == ()
    assert [c.holder.name for c in index.everywhere(30080, "TCP")] == ["web"]
    assert index.everywhere(80, "TCP") == ()
    assert {key for key, _ in index.by_node_and_port()} == {("node1", 80, "TCP"), ("node2", 80, "TCP")}


def test_a_cluster_ip_service_with_a_leftover_node_port_claims_none() -> None:
    assert list(service_claims(service("web", service_port(80, node=30080), type_="ClusterIP"))) == []
