from __future__ import annotations

from kprobe.cluster.free_ports import free_everywhere, free_host_port, free_node_port, idle_claims
from tests.kit.lookup import deployment
from tests.kit.objects import cluster, container_port, deployed, service, service_port

WEB = container_port(80, host=8080)


def test_the_first_free_number_of_the_range() -> None:
    assert free_node_port(cluster(service("web", service_port(80, node=30000)))) == 30001


def test_a_host_port_is_the_one_wanted_or_the_next_that_is_free() -> None:
    assert free_host_port(cluster(), 8080) == 8080
    assert free_host_port(cluster(deployed("web", ports=(WEB,))), 8080) == 8081
    assert free_host_port(cluster(), 80) == 8080
    assert free_host_port(cluster(), 10250) == 10251


def test_the_nodes_own_ports_are_not_free() -> None:
    assert not free_everywhere(cluster(), 10250)
    assert free_everywhere(cluster(), 8080)


def test_only_workloads_without_pods_are_idle() -> None:
    web, edge = deployment("web", WEB), deployment("edge", WEB, replicas=0)
    found = list(idle_claims(cluster(deployed("web", ports=(WEB,)), deployments=(web, edge))))
    assert [(str(c.holder), c.node, c.port, c.placed) for c in found] == [("Deployment shop/edge", "", 8080, False)]
