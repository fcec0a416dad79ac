"""What a client meets in the demo: as kube-proxy and a CNI would have it."""

from __future__ import annotations

from contextlib import closing

import pytest

from kprobe.demo.data_plane import endpoints, met
from kprobe.demo.net import Addresses, Ports
from kprobe.demo.objects.pod import Container, State, Workload
from kprobe.demo.objects.service import Wanted
from kprobe.demo.processes import Dropped, Page
from kprobe.demo.scene import Scene

PLACES = Addresses(
    nodes=("192.0.2.1", "192.0.2.2"), balancer="192.0.2.9", external=("192.0.2.7", "192.0.2.8"), localhost=()
)
PAGE = Page(text="here")


def scene() -> Scene:
    with closing(Ports()) as ports:
        return Scene(PLACES, ports, silence=True)


def app(*, host_port: int = 0, state: State = State.READY, host_network: bool = False) -> Workload:
    container = Container(image="x/app:1", port=8080, host_port=host_port)
    return Workload(namespace="shop", name="app", container=container, state=state, host_network=host_network)


def service(**wanted: object) -> Wanted:
    return Wanted(**{"namespace": "shop", "name": "app", "node_port": 30080, **wanted})  # type: ignore[arg-type]


def test_a_node_port_with_an_endpoint_answers_on_every_node() -> None:
    it = scene()
    it.deploy(app(), 0, runs=PAGE)
    it.expose(service())
    assert met(it.objects, it.processes) == {("192.0.2.1", 30080): PAGE, ("192.0.2.2", 30080): PAGE}


def test_policy_local_drops_on_nodes_without_an_endpoint() -> None:
    it = scene()
    it.deploy(app(), 0, runs=PAGE)
    it.expose(service(local=True))
    assert met(it.objects, it.processes) == {("192.0.2.1", 30080): PAGE, ("192.0.2.2", 30080): Dropped()}


@pytest.mark.parametrize(
    ("state", "wanted"),
    [
        (State.READY, {"selector": {"app": "other"}}),
        (State.NOT_READY, {}),
        (State.READY, {"target": "web"}),
        (State.READY, {"target": 9090}),
    ],
    ids=["the selector matches nothing", "no pod is ready", "no port has the name", "nobody listens on the number"],
)
def test_a_service_without_a_living_endpoint_is_refused(state: State, wanted: dict[str, object]) -> None:
    it = scene()
    it.deploy(app(state=state), 0, runs=PAGE)
    it.expose(service(**wanted))
    assert met(it.objects, it.processes) == {}


def test_a_named_target_port_that_no_pod_has_leaves_ready_endpoints_without_a_port() -> None:
    it = scene()
    it.deploy(app(), 0, runs=PAGE)
    made = it.expose(service(target="web"))
    [slice_] = [o for o in it.objects if o["kind"] == "EndpointSlice"]
    assert [e["conditions"]["ready"] for e in slice_["endpoints"]] == [True]
    assert slice_["ports"] is None
    assert list(endpoints(it.objects, made)) == []


def test_external_ips_and_published_addresses_answer_at_the_services_own_port() -> None:
    it = scene()
    it.deploy(app(), 1, runs=PAGE)
    it.expose(service(type="LoadBalancer", node_port=0, external=("192.0.2.7",), published=("192.0.2.9",)))
    assert met(it.objects, it.processes) == {("192.0.2.7", 80): PAGE, ("192.0.2.9", 80): PAGE}


@pytest.mark.parametrize(
    ("workload", "place"),
    [(app(host_port=9000), ("192.0.2.2", 9000)), (app(host_network=True), ("192.0.2.2", 8080))],
    ids=["host port", "host network"],
)
def test_host_ways_answer_on_the_pods_node_alone(workload: Workload, place: tuple[str, int]) -> None:
    it = scene()
    it.deploy(workload, 1, runs=PAGE)
    assert met(it.objects, it.processes) == {place: PAGE}


def test_a_pod_without_a_host_port_or_without_a_process_answers_nowhere() -> None:
    it = scene()
    it.deploy(app(), 0, runs=PAGE)
    it.deploy(app(host_network=True), 1, runs=None)
    assert met(it.objects, it.processes) == {}
