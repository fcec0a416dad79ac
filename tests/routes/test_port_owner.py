"""Who answers where a host port and a NodePort share a number, as measured with kube-proxy iptables and portmap."""

from __future__ import annotations

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Confidence
from kprobe.model.objects.pod import Pod
from kprobe.model.objects.service import Service
from kprobe.model.probe import PortState
from kprobe.model.route import EntryRoute, LinkState
from kprobe.model.snapshot import DataPlane, Resource
from tests.kit.objects import ApiObject, cluster, container_port, deployed, gap, node, served, service, service_port
from tests.kit.stages import entry_of, link_of, predicted, routes, with_spec

OPEN, CLOSED, FILTERED = PortState.OPEN, PortState.CLOSED, PortState.FILTERED
DUAL = (node("node1", "192.0.2.11", "2001:db8::11"), node("node2"))
MAPPED = deployed("edge", ports=(container_port(80, host=30080),), addresses=("10.244.0.9", "fd00::9"))
BOUND = deployed("edge", ports=(container_port(30080),), host_network=True)


def way(pod: Pod) -> str:
    return f"host-{'network' if pod.spec.host_network else 'port'}/shop/Deployment/edge/30080/TCP"


def rival(*, policy: str = "Cluster", node: str = "node2", ready: bool = True) -> tuple[ApiObject, ...]:
    return served(service("web", selector={"app": "web"}, policy=policy), deployed("web", node=node, is_ready=ready))


def of_pod(pod: Pod, *objects: ApiObject, plane: DataPlane = DataPlane.IPTABLES, six: bool = False) -> EntryRoute:
    found = routes(cluster(pod, *objects, *DUAL, plane=plane))[way(pod)]
    (entry,) = [e for e in found.entries if (":" in e.entry.address) is six]
    return entry


def of_service(pod: Pod, *objects: ApiObject, plane: DataPlane = DataPlane.IPTABLES) -> EntryRoute:
    return entry_of(routes(cluster(pod, *objects, plane=plane))["node-port/shop/web/80/TCP"], "node1")


def owner(entry: EntryRoute) -> LinkState | None:
    return next((link.state for link in entry.links if link.link == "port-owner"), None)


@pytest.mark.parametrize("pod", [MAPPED, BOUND], ids=["host port", "host network"])
def test_a_node_port_with_an_endpoint_stands_before_both(pod: Pod) -> None:
    seen = predicted(of_pod(pod, *rival()))
    assert (seen.states, seen.works, seen.confidence) == ((OPEN, CLOSED), False, Confidence.LIKELY)
    link = link_of(of_pod(pod, *rival()), "port-owner")
    assert (link.state, link.finding, str(link.subject)) == (LinkState.BROKEN, "KP104", "Service shop/web")
    theirs = of_service(pod, *rival())
    assert (owner(theirs), predicted(theirs).works) == (LinkState.OK, True)


@pytest.mark.parametrize("left", [{"ready": False}, {"policy": "Local"}], ids=["no endpoint", "none on the node"])
def test_without_an_endpoint_to_send_to_a_host_port_answers(left: dict[str, bool]) -> None:
    mine = of_pod(MAPPED, *rival(**left))  # type: ignore[arg-type]
    assert (owner(mine), predicted(mine).works) == (LinkState.OK, True)
    theirs = of_service(MAPPED, *rival(**left))  # type: ignore[arg-type]
    assert (owner(theirs), OPEN in predicted(theirs).states, predicted(theirs).works) == (LinkState.BROKEN, True, False)


@pytest.mark.parametrize(
    ("left", "states"),
    [({"ready": False}, (CLOSED, FILTERED)), ({"policy": "Local"}, (FILTERED,))],
    ids=["no endpoint", "none on the node"],
)
def test_a_process_of_the_host_network_is_cut_off_by_a_node_port_without_endpoints(
    left: dict[str, bool], states: tuple[PortState, ...]
) -> None:
    seen = predicted(of_pod(BOUND, *rival(**left)))  # type: ignore[arg-type]
    assert (seen.states, seen.works, seen.by_intent) == (states, False, False)
    assert predicted(of_service(BOUND, *rival(**left))).states == states  # type: ignore[arg-type]


@pytest.mark.parametrize("plane", [DataPlane.NFTABLES, DataPlane.IPVS, DataPlane.EBPF, DataPlane.UNKNOWN])
def test_elsewhere_nothing_is_claimed_about_a_host_port(plane: DataPlane) -> None:
    for entry in (of_pod(MAPPED, *rival(), plane=plane), of_service(MAPPED, *rival(), plane=plane)):
        assert owner(entry) is LinkState.UNKNOWN
        assert (predicted(entry).works, predicted(entry).confidence) == (False, Confidence.POSSIBLE)
        assert OPEN in predicted(entry).states


@pytest.mark.parametrize("plane", [DataPlane.NFTABLES, DataPlane.IPVS])
def test_every_mode_of_kube_proxy_stands_before_a_process(plane: DataPlane) -> None:
    assert owner(of_pod(BOUND, *rival(), plane=plane)) is LinkState.BROKEN
    assert predicted(of_service(BOUND, *rival(), plane=plane)).works is True


def test_endpoints_that_could_not_be_read_decide_nothing() -> None:
    blind = cluster(MAPPED, *rival(), gaps=(gap(Resource.ENDPOINT_SLICES),))
    (entry,) = [e for e in routes(blind)[way(MAPPED)].entries if e.entry.node == "node1"]
    assert owner(entry) is LinkState.UNKNOWN


@pytest.mark.parametrize("pod", [MAPPED, BOUND], ids=["host port", "host network"])
def test_over_a_family_that_the_service_lacks_there_is_no_rival(pod: Pod) -> None:
    entry = of_pod(pod, *rival(), six=True)
    assert (owner(entry), predicted(entry).works) == (None, True)


def test_at_an_address_that_is_left_out_of_node_ports_there_is_no_rival() -> None:
    limited = cluster(BOUND, *rival(), *DUAL, node_port_addresses=("198.51.100.0/24",))
    assert [owner(e) for e in routes(limited)[way(BOUND)].entries] == [None, None]


def other(service_: Service) -> Cluster:
    return cluster(MAPPED, *served(service_, deployed("web")))


@pytest.mark.parametrize(
    "harmless",
    [
        pytest.param(service("web", service_port(80, node=30081), selector={"app": "web"}), id="another number"),
        pytest.param(
            service("web", service_port(80, node=30080, protocol="UDP"), selector={"app": "web"}), id="another protocol"
        ),
        pytest.param(with_spec(service("web", selector={"app": "web"}), type="ClusterIP"), id="no NodePort any more"),
    ],
)
def test_no_rival(harmless: Service) -> None:
    assert {owner(e) for route in routes(other(harmless)).values() for e in route.entries} == {None}


def test_a_sidecars_host_port_takes_nothing_from_a_node_port() -> None:
    idle = deployed("edge", sidecar_ports=(container_port(80, host=30080),))
    assert owner(of_service(idle, *rival())) is None


def by_ip(address: str, *, ready: bool = True) -> tuple[ApiObject, ...]:
    port = service_port(30080, target=8080)
    web = service("web", port, type_="ClusterIP", external_ips=(address,), selector={"app": "web"})
    return served(web, deployed("web", node="node2", is_ready=ready))


def test_an_external_ip_that_is_the_nodes_own_address_stands_before_a_host_port() -> None:
    mine = of_pod(MAPPED, *by_ip("192.0.2.11"))
    link = link_of(mine, "port-owner")
    assert (link.state, link.finding, predicted(mine).works) == (LinkState.BROKEN, "KP106", False)
    assert link.reason.startswith("external IP 192.0.2.11:30080 of Service shop/web stands before it")


@pytest.mark.parametrize(
    ("address", "ready", "six"),
    [
        pytest.param("192.0.2.99", True, False, id="another_address"),
        pytest.param("192.0.2.11", True, True, id="the_other_family"),
        pytest.param("192.0.2.11", False, False, id="no_endpoint"),
    ],
)
def test_an_external_ip_does_not_stand_before_it_at(address: str, ready: bool, six: bool) -> None:  # noqa: FBT001
    mine = of_pod(MAPPED, *by_ip(address, ready=ready), six=six)
    assert (owner(mine) in {None, LinkState.OK}, predicted(mine).works) == (True, True)
