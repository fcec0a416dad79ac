from __future__ import annotations

import pytest

from kprobe.model.exposure import Protocol, Scope
from kprobe.model.objects.pod import Container
from kprobe.model.snapshot import Resource
from tests.kit.objects import NO_FREE_PORTS, cluster, container_port, deployed, gap, node, pod, ref
from tests.kit.stages import aims, exposures, with_spec, with_status

PORT = container_port(80, host=8080)
WEB = "host-port/shop/Deployment/web/8080/TCP"


def test_the_workload_has_one_exposure_with_an_entry_for_each_of_its_pods() -> None:
    found = exposures(cluster(deployed("web", ports=(PORT,)), deployed("web", 2, ports=(PORT,), node="node2")))
    assert list(found) == [WEB]
    web = found[WEB]
    assert aims(web) == ["192.0.2.11:8080", "192.0.2.12:8080"]
    assert [str(e.pod) for e in web.entries] == ["Pod shop/web-7d4b9-1", "Pod shop/web-7d4b9-2"]
    assert web.source == web.workload == ref("Deployment shop/web")


def test_the_id_survives_a_rollout_to_another_revision_and_node() -> None:
    before = exposures(cluster(deployed("web", revision="7d4b9", ports=(PORT,))))
    after = exposures(cluster(deployed("web", revision="c0ffe", number=3, node="node2", ports=(PORT,))))
    assert set(before) == set(after) == {WEB}
    assert aims(before[WEB]) != aims(after[WEB])


def test_an_owner_whose_name_only_ends_like_a_hash_is_not_taken_for_a_deployment() -> None:
    odd = pod("web-7d4b9-1", owner="ReplicaSet/web-7d4b9", labels={"app": "web"}, ports=(PORT,))
    assert set(exposures(cluster(odd))) == {"host-port/shop/ReplicaSet/web-7d4b9/8080/TCP"}


@pytest.mark.parametrize(
    ("pod_addresses", "expected"),
    [
        (("10.244.0.7",), ["192.0.2.11:8080"]),
        (("fd00::7",), ["[2001:db8::11]:8080"]),
        (("10.244.0.7", "fd00::7"), ["192.0.2.11:8080", "[2001:db8::11]:8080"]),
    ],
    ids=["IPv4 pod", "IPv6 pod", "dual-stack pod"],
)
def test_a_port_is_mapped_for_the_families_that_the_pod_has(
    pod_addresses: tuple[str, ...], expected: list[str]
) -> None:
    web = deployed("web", ports=(PORT,), addresses=pod_addresses)
    assert aims(exposures(cluster(web, node("node1", "192.0.2.11", "2001:db8::11")))[WEB]) == expected


@pytest.mark.parametrize(
    ("host_ip", "expected"),
    [
        ("198.51.100.7", ["198.51.100.7:8080"]),
        ("0.0.0.0", ["192.0.2.11:8080"]),  # IPv4 alone, as measured with portmap
        ("::", ["[2001:db8::11]:8080"]),
        ("127.0.0.1", ["127.0.0.1:8080"]),
    ],
)
def test_host_ip_narrows_where_it_is_published(host_ip: str, expected: list[str]) -> None:
    port = container_port(80, host=8080, host_ip=host_ip)
    web = deployed("web", ports=(port,), addresses=("10.244.0.7", "fd00::7"))
    assert aims(exposures(cluster(web, node("node1", "192.0.2.11", "2001:db8::11")))[WEB]) == expected


def test_a_loopback_host_ip_reaches_no_farther_than_the_node() -> None:
    port = container_port(80, host=8080, host_ip="127.0.0.1")
    assert exposures(cluster(deployed("web", ports=(port,))))[WEB].scope is Scope.LOOPBACK


def test_tcp_and_udp_of_one_number_are_two_exposures() -> None:
    ports = (container_port(53, host=53), container_port(53, host=53, protocol="UDP"))
    found = exposures(cluster(deployed("dns", ports=ports)))
    assert {e.protocol for e in found.values()} == {Protocol.TCP, Protocol.UDP}


@pytest.mark.parametrize(
    "quiet",
    [
        pytest.param(deployed("web", ports=(PORT,), phase="Succeeded"), id="a pod that has ended"),
        pytest.param(deployed("web", ports=(PORT,), phase="Failed", reason="Evicted"), id="an evicted pod"),
        pytest.param(deployed("web", ports=(PORT,), deleted=True), id="a pod that is being deleted"),
        pytest.param(deployed("web", ports=(container_port(80),)), id="a container port without a host port"),
        pytest.param(
            with_spec(deployed("web"), init_containers=(Container(name="migrate", ports=(PORT,)),)),
            id="an init container that runs to its end",
        ),
    ],
)
def test_it_holds_no_host_port(quiet: object) -> None:
    assert exposures(cluster(quiet)) == {}  # type: ignore[arg-type]


def test_a_native_sidecar_claims_its_host_port_as_the_scheduler_sees_it() -> None:
    assert set(exposures(cluster(deployed("web", sidecar_ports=(PORT,))))) == {WEB}


def test_a_workload_whose_pods_all_wait_for_a_node_is_listed_without_an_entry() -> None:
    found = exposures(cluster(deployed("web", ports=(PORT,), unscheduled=NO_FREE_PORTS)))[WEB]
    assert found.entries == ()
    assert "web-7d4b9-1 waits" in found.pending


def test_some_pods_that_wait_are_said_beside_those_that_run() -> None:
    found = exposures(
        cluster(deployed("web", ports=(PORT,)), deployed("web", 2, ports=(PORT,), unscheduled=NO_FREE_PORTS))
    )[WEB]
    assert (aims(found), found.pending) == (["192.0.2.11:8080"], "")
    assert found.notes == ("1 more of its pods wait for a node",)


def test_the_pods_own_status_names_the_node_where_nodes_cannot_be_read() -> None:
    web = deployed("web", ports=(PORT,), node="elsewhere")
    assert aims(exposures(cluster(web, gaps=(gap(Resource.NODES),)))[WEB]) == ["192.0.2.11:8080"]


def test_a_placed_pod_without_a_known_address_does_not_wait_for_a_node() -> None:
    web = with_status(deployed("web", ports=(PORT,), node="elsewhere"), host_ip="")
    found = exposures(cluster(web, gaps=(gap(Resource.NODES),)))[WEB]
    assert found.entries == ()
    assert "waits" not in found.pending
    assert "no address of its node" in found.pending


def test_a_named_port_tells_the_scheme_of_its_host_port_and_not_of_another_containers_port() -> None:
    web = with_spec(
        deployed("web"),
        containers=(
            Container(name="app", ports=(container_port(8080, name="http"),)),
            Container(name="db", ports=(container_port(5432, host=8080, name="sql"),)),
        ),
    )
    assert exposures(cluster(web))[WEB].entries[0].scheme == ""
    named = deployed("web", ports=(container_port(5000, host=8080, name="http"),))
    assert exposures(cluster(named))[WEB].entries[0].scheme == "http"
