from __future__ import annotations

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Confidence
from kprobe.model.objects.pod import (
    Container,
    ContainerState,
    ContainerStatus,
    Pod,
    Probe,
    ProbeAction,
    StateDetail,
)
from kprobe.model.probe import PortState
from kprobe.model.route import LinkState, Route
from kprobe.model.snapshot import DataPlane
from tests.kit.objects import NO_FREE_PORTS, cluster, container_port, deployed, node, service
from tests.kit.stages import link_of, predicted, routes, with_spec, with_status

PORT = container_port(80, host=8080)
WEB = "host-port/shop/Deployment/web/8080/TCP"


def route(cluster_: Cluster, exposure: str = WEB) -> Route:
    return routes(cluster_)[exposure]


def test_a_running_pod_answers_and_whether_the_cni_maps_the_port_is_not_claimed() -> None:
    (entry,) = route(cluster(deployed("web", ports=(PORT,)))).entries
    assert [(link.link, link.state) for link in entry.links] == [
        ("node", LinkState.OK),
        ("host-port", LinkState.NOT_CHECKED),
        ("pod", LinkState.OK),
        ("process", LinkState.NOT_CHECKED),
    ]
    assert (predicted(entry).states, predicted(entry).works) == ((PortState.OPEN,), True)


def test_the_host_network_has_no_mapping_link() -> None:
    web = deployed("web", host_network=True, ports=(container_port(8080),))
    (entry,) = route(cluster(web), "host-network/shop/Deployment/web/8080/TCP").entries
    assert [link.link for link in entry.links] == ["node", "pod", "process"]


@pytest.mark.parametrize("host_network", [False, True], ids=["host port", "host network"])
def test_readiness_does_not_gate_it(host_network: bool) -> None:  # noqa: FBT001
    web = deployed(
        "web", ports=(PORT,) if not host_network else (container_port(8080),), is_ready=False, host_network=host_network
    )
    kind = "host-network" if host_network else "host-port"
    (entry,) = route(cluster(web), f"{kind}/shop/Deployment/web/8080/TCP").entries
    assert predicted(entry).works is True
    assert "not Ready, which does not close" in link_of(entry, "pod").reason


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(deployed("web", ports=(PORT,), waiting="CrashLoopBackOff"), id="crash loop"),
        pytest.param(deployed("web", ports=(PORT,), waiting="ImagePullBackOff"), id="image cannot be pulled"),
        pytest.param(deployed("web", ports=(PORT,), terminated="Error"), id="container ended"),
        pytest.param(deployed("web", ports=(PORT,), phase="Pending"), id="placed but Pending"),
    ],
)
def test_a_container_that_does_not_run_refuses(broken: object) -> None:
    (entry,) = route(cluster(broken)).entries  # type: ignore[arg-type]
    seen = predicted(entry)
    assert (seen.states, seen.works, seen.confidence) == ((PortState.CLOSED,), False, Confidence.LIKELY)
    assert (link_of(entry, "pod").state, link_of(entry, "pod").finding) == (LinkState.BROKEN, "KP702")


def test_only_the_container_that_has_the_port_counts() -> None:
    ports = (container_port(8080), container_port(80))  # 8080 is another container's own port, not the host's
    crashed = ContainerState(waiting=StateDetail(reason="CrashLoopBackOff"))
    web = with_spec(
        deployed("web"),
        containers=(Container(name="helper", ports=ports), Container(name="app", ports=(PORT,))),
    )
    statuses = (ContainerStatus(name="helper", state=crashed), ContainerStatus(name="app", ready=True))
    (entry,) = route(cluster(with_status(web, container_statuses=statuses))).entries
    assert predicted(entry).works is True
    swapped = (ContainerStatus(name="helper", ready=True), ContainerStatus(name="app", state=crashed))
    (entry,) = route(cluster(with_status(web, container_statuses=swapped))).entries
    assert predicted(entry).works is False


def test_the_same_number_of_another_protocol_belongs_to_another_container() -> None:
    crashed = ContainerState(waiting=StateDetail(reason="CrashLoopBackOff"))
    web = with_spec(
        deployed("web"),
        containers=(
            Container(name="udp", ports=(container_port(80, host=8080, protocol="UDP"),)),
            Container(name="tcp", ports=(PORT,)),
        ),
    )
    web = with_status(web, container_statuses=(ContainerStatus(name="udp", state=crashed),))
    (entry,) = route(cluster(web)).entries
    assert predicted(entry).works is True


def test_a_host_port_of_a_native_sidecar_is_never_mapped() -> None:  # row HP-7
    (entry,) = route(cluster(deployed("web", sidecar_ports=(PORT,)))).entries
    seen = predicted(entry)
    assert (seen.states, seen.works, seen.link) == ((PortState.CLOSED,), False, "host-port")
    assert link_of(entry, "host-port").state is LinkState.BROKEN


def test_a_sidecar_on_the_host_network_needs_no_mapping() -> None:
    web = deployed("web", sidecar_ports=(container_port(8080),), host_network=True)
    (entry,) = route(cluster(web), "host-network/shop/Deployment/web/8080/TCP").entries
    assert predicted(entry).works is True


@pytest.mark.parametrize(
    ("host_ip", "addresses"), [("127.0.0.1", ("10.244.0.7",)), ("::1", ("fd00::7",))], ids=["IPv4", "IPv6"]
)
def test_a_loopback_host_ip_is_closed_by_intent(host_ip: str, addresses: tuple[str, ...]) -> None:  # row HP-10
    port = container_port(80, host=8080, host_ip=host_ip)
    (entry,) = route(cluster(deployed("web", ports=(port,), addresses=addresses))).entries
    seen = predicted(entry)
    assert (seen.states, seen.works, seen.by_intent) == ((PortState.CLOSED,), False, True)


def test_a_node_port_of_the_same_number_may_answer_in_its_place() -> None:
    web = deployed("web", ports=(container_port(80, host=30080),))
    exposure = "host-port/shop/Deployment/web/30080/TCP"
    (entry,) = route(cluster(web, service("rival"), plane=DataPlane.NFTABLES), exposure).entries
    assert predicted(entry).works is False
    assert (link_of(entry, "port-owner").finding, str(link_of(entry, "port-owner").subject)) == (
        "KP104",
        "Service shop/rival",
    )
    (alone,) = route(cluster(web), exposure).entries
    assert [link for link in alone.links if link.link == "port-owner"] == []


def test_pods_that_all_wait_for_a_node_are_a_broken_link_without_an_entry() -> None:
    found = route(cluster(deployed("web", ports=(PORT,), unscheduled=NO_FREE_PORTS)))
    assert [(link.state, link.finding) for link in found.links] == [(LinkState.BROKEN, "KP103")]


def test_a_placed_pod_whose_node_has_no_known_address_is_unknown_and_not_broken() -> None:
    lost = with_status(deployed("web", ports=(PORT,), node="elsewhere"), host_ip="")
    found = route(cluster(lost))
    assert [(link.state, link.finding) for link in found.links] == [(LinkState.UNKNOWN, "")]


def probed(host: str, port: int | str) -> Probe:
    return Probe(http_get=ProbeAction(host=host, port=port))


def controller_manager(probe: Probe, *, host_network: bool = True) -> Pod:
    """As kubeadm makes it: it declares a port for the scheduler's sake."""
    port = container_port(10257, host=10257, name="probe-port")
    container = Container(name="app", ports=(port,), liveness_probe=probe)
    return with_spec(deployed("web", host_network=host_network, ports=(port,)), containers=(container,))


MANAGER = "host-network/shop/Deployment/web/10257/TCP"


@pytest.mark.parametrize(
    "probe",
    [
        pytest.param(probed("127.0.0.1", "probe-port"), id="by the port's name"),
        pytest.param(probed("127.0.0.1", 10257), id="by number"),
        pytest.param(probed("::1", 10257), id="over IPv6"),
        pytest.param(Probe(tcp_socket=ProbeAction(host="localhost", port=10257)), id="by a TCP probe and name"),
        pytest.param(probed("169.254.20.10", 8080), id="on a link-local address, at any port, as node-local-dns is"),
    ],
)
def test_a_process_that_is_probed_on_the_inside_of_its_node_may_listen_there_alone(probe: Probe) -> None:
    (entry,) = route(cluster(controller_manager(probe)), MANAGER).entries
    seen = predicted(entry)
    assert (seen.states, seen.works, seen.by_intent) == ((PortState.OPEN, PortState.CLOSED), None, True)


@pytest.mark.parametrize(
    "probe",
    [
        pytest.param(probed("", 10257), id="at the pod's own address"),
        pytest.param(probed("127.0.0.1", 8080), id="on loopback, but at another port"),
        pytest.param(Probe(), id="by a command"),
    ],
)
def test_it_should_answer_where_it_is_probed(probe: Probe) -> None:
    (entry,) = route(cluster(controller_manager(probe)), MANAGER).entries
    assert predicted(entry).works is True


@pytest.mark.parametrize(
    ("host_ip", "state", "works"),
    [
        pytest.param("192.0.2.12", LinkState.BROKEN, False, id="of_another_node"),
        pytest.param("192.0.2.11", LinkState.NOT_CHECKED, True, id="of_its_own_node"),
        pytest.param("192.0.2.99", LinkState.NOT_CHECKED, True, id="of_no_node_as_a_floating_address_is"),
    ],
)
def test_a_host_ip_is_mapped_where_the_pod_runs(host_ip: str, state: LinkState, works: bool) -> None:  # noqa: FBT001
    port = container_port(80, host=8080, host_ip=host_ip)
    found = routes(cluster(deployed("web", ports=(port,)), node("node1"), node("node2")))
    (entry,) = found["host-port/shop/Deployment/web/8080/TCP"].entries
    first = next(link for link in entry.links if link.link == "host-port")
    assert (first.state, predicted(entry).works) == (state, works)
