from __future__ import annotations

import pytest

from kprobe.exposures.host_network import undeclared
from kprobe.model.snapshot import DataPlane
from tests.kit.objects import cluster, container_port, deployed, node, pod
from tests.kit.stages import aims, exposures

WEB = "host-network/shop/Deployment/web/80/TCP"


@pytest.mark.parametrize("host", [0, 80], ids=["as in a manifest", "as the API server defaults it"])
def test_a_declared_port_is_open_on_every_address_of_the_node_whatever_the_pod_has(host: int) -> None:
    web = deployed("web", host_network=True, ports=(container_port(80, host=host),), addresses=("192.0.2.11",))
    found = exposures(cluster(web, node("node1", "192.0.2.11", "2001:db8::11", external=("8.8.4.4",))))
    assert list(found) == [WEB]
    assert aims(found[WEB]) == ["192.0.2.11:80", "[2001:db8::11]:80", "8.8.4.4:80"]


def test_the_id_survives_a_rollout() -> None:
    port = container_port(80)
    one = cluster(deployed("web", host_network=True, ports=(port,)))
    two = cluster(deployed("web", 9, host_network=True, ports=(port,), revision="abc12", node="node2"))
    assert set(exposures(one)) == set(exposures(two)) == {WEB}


def test_a_data_planes_choice_of_addresses_does_not_touch_it() -> None:
    web = deployed("web", host_network=True, ports=(container_port(80),))
    nodes = node("node1", "192.0.2.11", "198.51.100.11")
    assert len(exposures(cluster(web, nodes, plane=DataPlane.NFTABLES))[WEB].entries) == 2


def test_a_static_pod_is_its_own_workload() -> None:
    static = pod("etcd-node1", owner="Node/node1", host_network=True, ports=(container_port(2379),))
    assert set(exposures(cluster(static))) == {"host-network/shop/Pod/etcd-node1/2379/TCP"}


def test_without_a_declared_port_nothing_is_known_and_nothing_is_listed() -> None:
    assert exposures(cluster(deployed("web", host_network=True))) == {}


def test_a_finished_job_holds_nothing() -> None:
    done = pod("job-1", owner="Job/job", host_network=True, ports=(container_port(80),), phase="Succeeded")
    assert exposures(cluster(done)) == {}


def test_workloads_that_declare_no_port_are_named_once_each() -> None:
    found = undeclared(
        cluster(
            deployed("agent", host_network=True),
            deployed("agent", 2, host_network=True),
            deployed("web", host_network=True, ports=(container_port(80),)),
            deployed("inside"),
        )
    )
    assert [str(workload) for workload in found] == ["Deployment shop/agent"]
