from __future__ import annotations

from kprobe.cluster.cluster import Cluster
from kprobe.model.snapshot import NodePortRange, Resource
from kprobe.ports.proposals import host_ports, node_ports, use
from tests.kit.lookup import deployment
from tests.kit.objects import cluster, container_port, gap, pod, service, service_port

SMALL = NodePortRange(first=30000, last=30040, source="test", proven=True)  # its static band is 30000-30015


def taken_up_to(last: int) -> Cluster:
    return cluster(
        *(service(f"s{n}", service_port(80, node=n)) for n in range(30000, last + 1)),
        ports=SMALL,
    )


def test_node_ports_are_proposed_from_the_band_for_numbers_by_hand_first() -> None:
    assert node_ports(cluster(service("web", service_port(80, node=30001))), 3).ports == (30000, 30002, 30003)


def test_beyond_the_band_it_is_said_that_another_service_may_get_them() -> None:
    found = node_ports(taken_up_to(30014), 2)
    assert found.ports == (30015, 30016)
    assert "may be given to another Service" in found.reason
    assert node_ports(taken_up_to(30013), 2).reason == ""


def test_a_number_is_taken_whatever_the_protocol() -> None:
    udp = service("dns", service_port(53, node=30000, protocol="UDP"))
    assert node_ports(cluster(udp), 1).ports == (30001,)


def test_what_a_pod_has_as_its_host_port_is_no_free_node_port() -> None:
    held = pod("a", ports=(container_port(80, host=30000),))
    going = pod("b", ports=(container_port(80, host=30001),), deleted=True)
    idle = deployment("c", container_port(80, host=30002), replicas=0)
    assert node_ports(cluster(held, going, deployments=(idle,)), 1).ports == (30003,)


def test_fewer_than_asked_for_where_no_more_are_free() -> None:
    assert node_ports(taken_up_to(30038), 5).ports == (30039, 30040)
    assert node_ports(taken_up_to(30040), 5).ports == ()


def test_a_proposal_can_be_limited() -> None:
    assert node_ports(cluster(), 2, (30500, 30600)).ports == (30500, 30501)


def test_nothing_is_called_free_where_pods_or_services_could_not_be_read() -> None:
    for resource in (Resource.PODS, Resource.SERVICES):
        for found in (node_ports(cluster(gaps=(gap(resource),)), 1), host_ports(cluster(gaps=(gap(resource),)), 1)):
            assert found.ports is None
            assert resource.value in found.reason


def test_a_list_of_some_namespaces_is_not_enough() -> None:
    assert node_ports(cluster(gaps=(gap(Resource.SERVICES, read_in=("shop",)),)), 1).ports is None


def test_host_ports_are_free_on_every_node() -> None:
    of = cluster(
        pod("a", ports=(container_port(80, host=8080),)), pod("b", ports=(container_port(80, host=8081),), node="node2")
    )
    assert host_ports(of, 2).ports == (8082, 8083)


def test_host_ports_of_one_node_pass_over_what_others_hold() -> None:
    of = cluster(
        pod("a", ports=(container_port(80, host=8080),)), pod("b", ports=(container_port(80, host=8081),), node="node2")
    )
    assert host_ports(of, 2, "node1").ports == (8081, 8082)


def test_a_pod_that_waits_may_come_to_any_node() -> None:
    waits = pod("a", ports=(container_port(80, host=8080),), unscheduled="0/2 nodes: Insufficient cpu")
    assert host_ports(cluster(waits), 1, "node1").ports == (8081,)


def test_host_ports_keep_clear_of_the_nodes_own_of_node_ports_and_of_ephemeral_ones() -> None:
    found = host_ports(cluster(), 60000).ports
    assert found is not None
    assert found[0] == 8080
    assert not {10248, 10250, 10256, 30000, 32767, 32768, 60999, 22, 80} & set(found)
    assert {8079, 1024, 61000, 65535} <= set(found)


def test_what_was_asked_for_is_proposed_and_its_risk_said() -> None:
    found = host_ports(cluster(), 1, "", (40000, 40100))
    assert found.ports == (40000,)
    assert "32768" in found.reason
    assert "NodePort" in host_ports(cluster(), 1, "", (30500, 30600)).reason


def test_ports_that_a_host_network_pod_does_not_declare_are_said_to_be_unknown() -> None:
    assert "declare none" in host_ports(cluster(pod("a", host_network=True)), 1).reason
    assert "declare none" not in host_ports(cluster(), 1).reason


def test_use_counts_numbers_not_ports() -> None:
    dns = service("dns", service_port(53, node=30053), service_port(53, node=30053, protocol="UDP"))
    counted = use(cluster(dns, service("web", service_port(80, node=31000)), service("off", service_port(80, node=80))))
    assert (counted.used, counted.used_in_band, str(counted.static_band)) == (2, 1, "30000-30085")


def test_use_is_not_known_without_services() -> None:
    counted = use(cluster(gaps=(gap(Resource.SERVICES),)))
    assert (counted.used, counted.used_in_band) == (None, None)


def test_a_range_too_small_for_a_band_has_none() -> None:
    counted = use(cluster(ports=NodePortRange(first=30000, last=30009, source="test", proven=True)))
    assert (counted.static_band, counted.used_in_band) == (None, None)
