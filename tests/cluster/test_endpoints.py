from __future__ import annotations

import pytest

from kprobe.cluster.endpoints import EndpointState, endpoints_of, selector_text
from kprobe.model.objects.endpoint_slice import EndpointPort, EndpointSlice
from tests.kit.objects import cluster, deployed, endpoint, endpoint_slice, service, service_port

WEB = service("web", selector={"app": "web"})
BARE = service("web")
PORT = service_port(80, target=8080, node=30080)
POD = deployed("web")
ONE = endpoint("10.244.0.1", node="node1", pod_name="web-1")


@pytest.mark.parametrize(
    ("slices", "pods", "state"),
    [
        pytest.param((endpoint_slice("web", ONE),), (POD,), EndpointState.USABLE, id="a_ready_endpoint"),
        pytest.param((), (), EndpointState.SELECTS_NOTHING, id="no_pod_at_all"),
        pytest.param(
            (endpoint_slice("web", endpoint("10.244.0.1", is_ready=False)),),
            (POD,),
            EndpointState.NONE_READY,
            id="a_pod_that_is_not_ready",
        ),
        pytest.param((), (POD,), EndpointState.NONE_READY, id="a_pod_that_has_no_endpoint_yet"),
        pytest.param(
            (endpoint_slice("web", ONE, ports=None),), (POD,), EndpointState.PORT_UNMATCHED, id="ready_without_a_port"
        ),
        pytest.param(
            (endpoint_slice("web", ONE, ports=(EndpointPort(name="", port=8080, protocol="UDP"),)),),
            (POD,),
            EndpointState.PORT_UNMATCHED,
            id="ready_with_another_protocol",
        ),
        pytest.param((), None, EndpointState.UNKNOWN, id="pods_that_could_not_be_read"),
        pytest.param((endpoint_slice("web", ONE),), None, EndpointState.USABLE, id="endpoints_without_readable_pods"),
    ],
)
def test_the_state_of_a_selecting_services_port_with(
    slices: tuple[EndpointSlice, ...], pods: tuple[object, ...] | None, state: EndpointState
) -> None:
    assert endpoints_of(WEB, PORT, slices, pods).state is state  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("slices", "state"),
    [
        pytest.param((), EndpointState.NO_SLICES, id="no_slice"),
        pytest.param((endpoint_slice("web"),), EndpointState.NO_SLICES, id="a_slice_without_addresses"),
        pytest.param((endpoint_slice("web", ONE),), EndpointState.USABLE, id="a_slice"),
        pytest.param(
            (endpoint_slice("web", endpoint("10.0.0.1", is_ready=False)),), EndpointState.NONE_READY, id="unready_only"
        ),
        pytest.param(
            (endpoint_slice("web", ONE, ports=(EndpointPort(name="http", port=80, protocol="TCP"),)),),
            EndpointState.PORT_UNMATCHED,
            id="a_port_of_another_name",
        ),
        pytest.param(
            (endpoint_slice("web", ONE, address_type="FQDN"),), EndpointState.NO_SLICES, id="a_slice_of_names"
        ),
    ],
)
def test_the_state_of_a_port_without_selector_with(slices: tuple[EndpointSlice, ...], state: EndpointState) -> None:
    assert endpoints_of(BARE, PORT, slices, ()).state is state


def test_slices_are_merged_and_an_address_counts_once() -> None:
    slices = (endpoint_slice("web", ONE), endpoint_slice("web", ONE, endpoint("10.244.0.2"), number=2))
    assert [b.address for b in endpoints_of(WEB, PORT, slices, (POD,)).usable] == ["10.244.0.1", "10.244.0.2"]


def test_nil_conditions_mean_ready_and_not_terminating() -> None:
    (backend,) = endpoints_of(WEB, PORT, (endpoint_slice("web", endpoint("10.244.0.1")),), (POD,)).usable
    assert (backend.ready, backend.serving, backend.terminating, backend.pod) == (True, True, False, None)


def test_terminating_endpoints_serve_only_where_none_is_ready() -> None:
    leaving = endpoint("10.244.0.9", is_ready=False, serving=True, terminating=True)
    with_ready = endpoints_of(WEB, PORT, (endpoint_slice("web", ONE, leaving),), (POD,))
    alone = endpoints_of(WEB, PORT, (endpoint_slice("web", leaving),), ())
    assert [b.address for b in with_ready.usable] == ["10.244.0.1"]
    assert [b.address for b in alone.usable] == ["10.244.0.9"]


def test_families_limit_the_slices() -> None:
    slices = (endpoint_slice("web", ONE), endpoint_slice("web", endpoint("fd00::1"), address_type="IPv6", number=2))
    both, six = (endpoints_of(WEB, PORT, slices, (POD,), f) for f in ((), ("IPv6",)))
    assert (len(both.usable), [b.address for b in six.usable]) == (2, ["fd00::1"])


def test_endpoints_of_one_node() -> None:
    found = endpoints_of(WEB, PORT, (endpoint_slice("web", ONE),), (POD,))
    assert (len(found.on("node1")), found.on("node2")) == (1, ())


def test_a_selector_is_written_as_kubectl_writes_it() -> None:
    assert selector_text(service("web", selector={"b": "2", "a": "1"})) == "a=1,b=2"


def test_every_number_of_a_ports_name_counts_and_one_without_number_does_not() -> None:  # row SV-8
    ports = (
        EndpointPort(name="", port=8080, protocol="TCP"),
        EndpointPort(name="", port=None, protocol="TCP"),
        EndpointPort(name="", port=9090, protocol="TCP"),
    )
    both = endpoints_of(WEB, PORT, (endpoint_slice("web", ONE, ports=ports),), (POD,))
    assert [b.port for b in both.usable] == [8080, 9090]
    none = endpoints_of(WEB, PORT, (endpoint_slice("web", ONE, ports=ports[1:2]),), (POD,))
    assert none.state is EndpointState.PORT_UNMATCHED


UDP = (EndpointPort(name="", port=8080, protocol="UDP"),)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        pytest.param(endpoint_slice("web", ONE, address_type="IPv6"), "addressType IPv6", id="of_another_family"),
        pytest.param(endpoint_slice("web", ONE, address_type="FQDN"), "addressType FQDN", id="of_names"),
        pytest.param(endpoint_slice("web", ONE, ports=UDP), "for UDP, not TCP", id="of_another_protocol"),
        pytest.param(endpoint_slice("web"), "no EndpointSlice with addresses", id="without_addresses"),
    ],
)
def test_what_is_wrong_with_a_hand_made_slice(found: EndpointSlice, words: str) -> None:
    one = service("web")
    said = cluster(one, found).endpoints_of(one, PORT)
    assert (said.usable, words in said.reason) == ((), True)


def test_a_slice_of_the_services_own_family_is_used_beside_one_of_another() -> None:
    one = service("web")
    six = endpoint_slice("web", endpoint("fd00::1"), address_type="IPv6", number=2)
    assert [b.address for b in cluster(one, endpoint_slice("web", ONE), six).endpoints_of(one, PORT).usable] == [
        "10.244.0.1"
    ]
