from __future__ import annotations

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.cluster.unserved import why_unserved
from kprobe.model.snapshot import DataPlane, Resource
from tests.kit.objects import (
    NO_FREE_PORTS,
    ApiObject,
    cluster,
    container_port,
    deployed,
    gap,
    node,
    pod,
    service,
    service_port,
)
from tests.kit.stages import with_spec

DUAL = node("node1", "192.0.2.11", "198.51.100.11", "2001:db8::11")
WEB = service("web", service_port(80, target=8080, node=30080), selector={"app": "web"})
FOUR = with_spec(WEB, ip_families=("IPv4",))
BOTH = with_spec(WEB, ip_families=("IPv4", "IPv6"))
UDP = service("dns", service_port(53, node=30053, protocol="UDP"))
INSIDE = service("db", service_port(5432), type_="ClusterIP")
PORT = container_port(80, host=8080)


def said(cluster_: Cluster, address: str, port: int, protocol: str = "TCP") -> str:
    return "; ".join(f"{u.subject}: {u.reason}" for u in why_unserved(cluster_, address, port, protocol))


@pytest.mark.parametrize(
    ("objects", "address", "port", "words"),
    [
        pytest.param((FOUR, DUAL), "2001:db8::11", 30080, "spec.ipFamilies has IPv4 only", id="a family it lacks"),
        pytest.param((UDP,), "192.0.2.11", 30053, "NodePort 30053 of Service shop/dns is UDP, not TCP", id="UDP"),
        pytest.param(
            (WEB,),
            "192.0.2.11",
            80,
            "80 is a port of Service shop/web: from outside use NodePort 30080",
            id="the service's own port",
        ),
        pytest.param(
            (WEB,),
            "192.0.2.11",
            8080,
            "8080 is a targetPort of Service shop/web: from outside use NodePort 30080",
            id="its target port",
        ),
        pytest.param((INSIDE,), "192.0.2.11", 5432, "inside the cluster only", id="a ClusterIP Service's port"),
        pytest.param(
            (),
            "192.0.2.11",
            30081,
            "30081 is in the NodePort range 30000-32767, but no Service has it",
            id="nobody's NodePort",
        ),
        pytest.param(
            (deployed("web", ports=(PORT,), node="node2"),), "192.0.2.11", 8080, "they are on node2", id="another node"
        ),
        pytest.param(
            (deployed("web", ports=(PORT,), unscheduled=NO_FREE_PORTS),),
            "192.0.2.11",
            8080,
            "they have no node yet",
            id="pods without a node",
        ),
        pytest.param(
            (deployed("web", ports=(container_port(80, host=8080, host_ip="127.0.0.1"),)),),
            "192.0.2.11",
            8080,
            "published on the node's inside only",
            id="a loopback hostIP",
        ),
        pytest.param(
            (deployed("web", ports=(container_port(80, host=8080, host_ip="198.51.100.11"),)), DUAL),
            "192.0.2.11",
            8080,
            "published on 198.51.100.11 only",
            id="another hostIP",
        ),
        pytest.param(
            (deployed("web", ports=(PORT,)), DUAL), "2001:db8::11", 8080, "has no IPv6 address", id="an IPv4 pod"
        ),
        pytest.param(
            (deployed("web", sidecar_ports=(PORT,)),), "192.0.2.11", 8080, "a native sidecar's", id="a native sidecar"
        ),
        pytest.param(
            (deployed("web", ports=(container_port(53, host=53, protocol="UDP"),)),),
            "192.0.2.11",
            53,
            "port 53 of Deployment shop/web is UDP, not TCP",
            id="a host port of another protocol",
        ),
        pytest.param((), "192.0.2.11", 10248, "kubelet of node1 listens on 10248, but on loopback", id="a component"),
    ],
)
def test_why_nothing_is_meant_to_answer(objects: tuple[ApiObject, ...], address: str, port: int, words: str) -> None:
    assert words in said(cluster(*objects), address, port)


@pytest.mark.parametrize(
    ("plane", "limits", "words"),
    [
        (DataPlane.NFTABLES, (), "nftables mode serves the primary address of each family alone"),
        (DataPlane.IPTABLES, ("primary",), "only the primary address of each family is"),
        (DataPlane.IPTABLES, ("192.0.2.0/24",), "only addresses in 192.0.2.0/24 are"),
    ],
)
def test_an_address_that_the_service_proxy_leaves_out(plane: DataPlane, limits: tuple[str, ...], words: str) -> None:
    limited = cluster(BOTH, DUAL, plane=plane, node_port_addresses=limits)
    text = said(limited, "198.51.100.11", 30080)
    assert words in text
    assert "on 192.0.2.11" in text
    assert said(limited, "192.0.2.11", 30080) == ""
    assert said(limited, "2001:db8::11", 30080) == ""  # limits of one family leave the other one free (NP-10)


@pytest.mark.parametrize(
    ("objects", "address", "port"),
    [
        pytest.param((WEB,), "192.0.2.11", 30080, id="a NodePort"),
        pytest.param((WEB, DUAL), "198.51.100.11", 30080, id="a NodePort on every address"),
        pytest.param((deployed("web", ports=(PORT,)),), "192.0.2.11", 8080, id="a host port"),
        pytest.param(
            (pod("a", host_network=True, ports=(PORT,)), DUAL), "2001:db8::11", 8080, id="a process of the host network"
        ),
        pytest.param((), "192.0.2.11", 10250, id="the kubelet"),
        pytest.param(
            (service("web", external_ips=("192.0.2.11",)),), "192.0.2.11", 80, id="an external IP that is a node's"
        ),
        pytest.param((), "192.0.2.11", 4711, id="a port that nothing has to do with"),
        pytest.param((), "8.8.8.8", 30080, id="an address that is no node's"),
        pytest.param((), "lb.example.com", 30080, id="a name"),
    ],
)
def test_nothing_is_said_where_something_answers_or_nothing_is_known(
    objects: tuple[ApiObject, ...], address: str, port: int
) -> None:
    assert said(cluster(*objects), address, port) == ""


def test_absence_is_not_claimed_where_services_could_not_be_read() -> None:
    assert said(cluster(gaps=(gap(Resource.SERVICES),)), "192.0.2.11", 30081) == ""


@pytest.mark.parametrize(
    ("plane", "words"), [(DataPlane.IPTABLES, "over IPv4 alone"), (DataPlane.NFTABLES, "in nftables mode serves no")]
)
def test_localhost_is_no_place_to_try_a_node_port(plane: DataPlane, words: str) -> None:
    assert words in said(cluster(WEB, plane=plane), "127.0.0.1", 30080)
    assert said(cluster(WEB, plane=plane), "127.0.0.1", 30081) == ""


def test_of_a_number_that_many_services_have_only_how_many_is_said() -> None:
    many = (service(f"web{n}", service_port(80, target=8080, node=30100 + n)) for n in range(9))
    assert said(cluster(*many), "192.0.2.11", 80).startswith("Service shop/web0: 80 is a port of 9 Services")
