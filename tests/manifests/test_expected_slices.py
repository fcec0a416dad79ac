from __future__ import annotations

import msgspec

from kprobe.cluster.endpoints import EndpointState
from kprobe.manifests.expected_slices import mirrored, slices_of
from kprobe.manifests.kinds import Endpoints
from kprobe.model.objects.endpoint_slice import EndpointSlice
from kprobe.model.objects.pod import Pod
from kprobe.model.objects.service import Service
from tests.kit.checking import manifests
from tests.kit.objects import cluster, container_port, pod, service, service_port

NAMED = service("web", service_port(80, target="http"), selector={"app": "web"})


def labelled(name: str, *ports: tuple[str, int], address: str = "10.244.0.7", is_ready: bool = True) -> Pod:
    declared = tuple(container_port(number, name=word) for word, number in ports)
    return pod(name, labels={"app": "web"}, ports=declared, addresses=(address,), is_ready=is_ready)


def state(of: Service, *pods: Pod) -> EndpointState:
    """What the program makes of the slices."""
    world = cluster(of, *pods, *slices_of(of, pods))
    return world.endpoints_of(of, (of.spec.ports or ())[0]).state


def ports(found: list[EndpointSlice]) -> list[list[int | None]]:
    return [[p.port for p in s.ports or ()] for s in found]


def test_a_named_port_is_looked_up_in_each_pod() -> None:
    old, new = labelled("old", ("http", 8080)), labelled("new", ("http", 9090), address="10.244.0.8")
    assert ports(list(slices_of(NAMED, (old, new)))) == [[8080], [9090]]
    assert state(NAMED, old, new) is EndpointState.USABLE


def test_a_name_that_no_pod_has_leaves_endpoints_without_ports() -> None:
    (only,) = slices_of(NAMED, (labelled("web", ("web", 8080)),))
    assert only.ports is None
    assert state(NAMED, labelled("web", ("web", 8080))) is EndpointState.PORT_UNMATCHED


def test_a_name_of_another_protocol_is_another_name() -> None:
    udp = pod("dns", labels={"app": "web"}, ports=(container_port(53, name="http", protocol="UDP"),))
    assert state(NAMED, udp) is EndpointState.PORT_UNMATCHED


def test_a_number_always_matches_and_none_is_the_port_itself() -> None:
    (by_number,) = slices_of(service("web", service_port(80, target=8080)), (labelled("web"),))
    (itself,) = slices_of(service("web", service_port(80)), (labelled("web"),))
    assert ports([by_number, itself]) == [[8080], [80]]


def test_readiness_is_the_pods_unless_the_service_asks_otherwise() -> None:
    sick = labelled("web", ("http", 8080), is_ready=False)
    assert state(NAMED, sick) is EndpointState.NONE_READY
    published = service("web", service_port(80, target="http"), selector={"app": "web"}, publish_not_ready=True)
    assert state(published, sick) is EndpointState.USABLE


def test_a_pod_without_an_address_has_no_endpoint() -> None:
    assert list(slices_of(NAMED, (pod("web", unscheduled="no node"),))) == []


def test_families_are_those_of_the_service() -> None:
    dual = pod("web", ports=(container_port(80, name="http"),), addresses=("10.0.0.1", "2001:db8::1"))
    both = msgspec.structs.replace(NAMED, spec=msgspec.structs.replace(NAMED.spec, ip_families=("IPv4", "IPv6")))
    silent = msgspec.structs.replace(NAMED, spec=msgspec.structs.replace(NAMED.spec, ip_families=None))
    assert [s.address_type for s in slices_of(both, (dual,))] == ["IPv4", "IPv6"]
    assert [s.address_type for s in slices_of(silent, (dual,))] == ["IPv4"]


def test_endpoints_by_hand_are_mirrored() -> None:
    (only,) = manifests(
        "apiVersion: v1\nkind: Endpoints\nmetadata: {name: legacy}\nsubsets:\n"
        "- addresses: [{ip: 192.0.2.5}]\n  notReadyAddresses: [{ip: 192.0.2.6}]\n  ports: [{port: 5432}]\n"
    ).objects
    assert isinstance(only.object, Endpoints)
    legacy = service("legacy", service_port(5432))
    world = cluster(legacy, *mirrored(only.object))
    found = world.endpoints_of(legacy, (legacy.spec.ports or ())[0])
    assert found.state is EndpointState.USABLE
    assert [b.address for b in found.usable] == ["192.0.2.5"]
