"""The table of what a NodePort answers: data plane, endpoints, externalTrafficPolicy (rows DP-1 to DP-4)."""

from __future__ import annotations

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Confidence
from kprobe.model.probe import PortState
from kprobe.model.route import LinkState, Route
from kprobe.model.snapshot import DataPlane
from tests.kit.objects import (
    ApiObject,
    cluster,
    deployed,
    endpoint,
    endpoint_slice,
    node,
    served,
    service,
    service_port,
    slices_of,
)
from tests.kit.stages import entry_of, link_of, predicted, routes, with_proxy, with_spec

OPEN, CLOSED, FILTERED, SILENT = PortState.OPEN, PortState.CLOSED, PortState.FILTERED, PortState.OPEN_FILTERED
CERTAIN, LIKELY, POSSIBLE = Confidence.CERTAIN, Confidence.LIKELY, Confidence.POSSIBLE
KUBE_PROXY = (DataPlane.IPTABLES, DataPlane.NFTABLES, DataPlane.IPVS)
EVERY = (*KUBE_PROXY, DataPlane.EBPF, DataPlane.UNKNOWN)


def on_node1(
    *, policy: str = "Cluster", protocol: str = "TCP", ready: bool = True, named: bool = False
) -> tuple[ApiObject, ...]:
    """A NodePort whose only pod is on node1."""
    port = service_port(80, target="nowhere" if named else 8080, node=30080, protocol=protocol)
    web = service("web", port, selector={"app": "web"}, policy=policy)
    return served(web, deployed("web", is_ready=ready, node="node1"))


def route(cluster_: Cluster, protocol: str = "TCP") -> Route:
    return routes(cluster_)[f"node-port/shop/web/80/{protocol}"]


@pytest.mark.parametrize("plane", EVERY)
@pytest.mark.parametrize("policy", ["Cluster", "Local"])
def test_with_an_endpoint_on_the_node_it_answers(plane: DataPlane, policy: str) -> None:
    seen = predicted(entry_of(route(cluster(*on_node1(policy=policy), plane=plane)), "node1"))
    assert (seen.states, seen.works, seen.by_intent) == ((OPEN,), True, False)
    assert seen.confidence is LIKELY  # whether a process listens is not in the API


@pytest.mark.parametrize("plane", EVERY)
def test_policy_cluster_answers_on_a_node_without_endpoint_as_well(plane: DataPlane) -> None:
    seen = predicted(entry_of(route(cluster(*on_node1(), plane=plane)), "node2"))
    assert (seen.states, seen.works, seen.by_intent) == ((OPEN,), True, False)


@pytest.mark.parametrize(
    ("plane", "states", "confidence"),
    [
        *((p, (FILTERED,), CERTAIN) for p in KUBE_PROXY),
        (DataPlane.EBPF, (CLOSED,), LIKELY),  # Cilium may be told to drop, and older versions do
        (DataPlane.UNKNOWN, (CLOSED, FILTERED), POSSIBLE),
    ],
)
def test_policy_local_on_a_node_without_endpoint_is_silent_by_intent(
    plane: DataPlane, states: tuple[PortState, ...], confidence: Confidence
) -> None:
    found = entry_of(route(cluster(*on_node1(policy="Local"), plane=plane)), "node2")
    seen = predicted(found)
    assert (seen.states, seen.confidence, seen.works, seen.by_intent) == (states, confidence, False, True)
    assert seen.link == "endpoints"
    assert link_of(found, "endpoints").state is LinkState.OK  # nothing is broken: somebody asked for it
    assert "node1" in link_of(found, "endpoints").reason


@pytest.mark.parametrize("policy", ["Cluster", "Local"])
@pytest.mark.parametrize(
    ("plane", "states", "confidence"),
    [
        *((p, (CLOSED, FILTERED), CERTAIN) for p in KUBE_PROXY),  # by ICMP, of which a node sends few (S-11)
        (DataPlane.EBPF, (CLOSED,), LIKELY),
        (DataPlane.UNKNOWN, (CLOSED, FILTERED), LIKELY),
    ],
)
@pytest.mark.parametrize(
    ("objects", "finding"),
    [
        pytest.param({"ready": False}, "KP302", id="none ready"),
        pytest.param({"named": True}, "KP303", id="named targetPort matches nothing"),
    ],
)
def test_without_a_usable_endpoint_every_node_refuses_and_no_intent_excuses_it(
    *,
    policy: str,
    plane: DataPlane,
    states: tuple[PortState, ...],
    confidence: Confidence,
    objects: dict[str, bool],
    finding: str,
) -> None:
    found = route(cluster(*on_node1(policy=policy, **objects), plane=plane))  # type: ignore[arg-type]
    for name in ("node1", "node2"):
        seen = predicted(entry_of(found, name))
        assert (seen.states, seen.confidence, seen.works, seen.by_intent) == (states, confidence, False, False)
        broken = link_of(entry_of(found, name), "endpoints")
        assert (broken.state, broken.finding) == (LinkState.BROKEN, finding)


@pytest.mark.parametrize("plane", EVERY)
def test_a_selector_that_matches_nothing_refuses(plane: DataPlane) -> None:
    web = service("web", selector={"app": "typo"})
    found = route(cluster(web, endpoint_slice("web", ports=None), deployed("web"), plane=plane))
    assert predicted(entry_of(found, "node1")).states[0] is CLOSED
    assert link_of(entry_of(found, "node1"), "endpoints").finding == "KP301"


@pytest.mark.parametrize(
    ("plane", "states"),
    [(DataPlane.IPTABLES, (SILENT,)), (DataPlane.EBPF, (CLOSED,)), (DataPlane.UNKNOWN, (CLOSED, SILENT))],
)
def test_udp_silence_is_seen_as_open_or_filtered(plane: DataPlane, states: tuple[PortState, ...]) -> None:
    found = route(cluster(*on_node1(policy="Local", protocol="UDP"), plane=plane), "UDP")
    assert predicted(entry_of(found, "node1")).states == (OPEN, SILENT)
    assert predicted(entry_of(found, "node2")).states == states


def test_udp_without_an_endpoint_is_refused() -> None:
    found = route(cluster(*on_node1(protocol="UDP", ready=False)), "UDP")
    assert predicted(entry_of(found, "node1")).states == (CLOSED, SILENT)


def test_local_weighs_a_node_alone_a_terminating_endpoint_there_still_serves() -> None:
    # KEP-1669: node1 has only a terminating endpoint that serves, node2 a ready one.

    web = service("web", selector={"app": "web"}, policy="Local")
    slices = endpoint_slice(
        "web",
        endpoint("10.244.0.7", is_ready=False, serving=True, terminating=True, node="node1"),
        endpoint("10.244.1.7", is_ready=True, node="node2"),
    )
    found = route(cluster(web, slices, deployed("web", node="node2")))
    assert [predicted(entry_of(found, n)).works for n in ("node1", "node2")] == [True, True]


def test_each_family_has_endpoints_of_its_own() -> None:

    web = with_spec(service("web", selector={"app": "web"}), ip_families=("IPv4", "IPv6"))
    pod = deployed("web")
    four = slices_of(web, pod)
    six = endpoint_slice("web", address_type="IPv6", number=2)
    found = route(cluster(web, pod, four, six, node("node1", "192.0.2.11", "2001:db8::11")))
    works = {e.entry.address: predicted(e).works for e in found.entries}
    assert works == {"192.0.2.11": True, "2001:db8::11": False}
    six_link = link_of(found.entries[1], "endpoints")
    assert (six_link.state, six_link.finding) == (LinkState.BROKEN, "KP308")
    assert six_link.reason == "its pods are ready, but none has an IPv6 endpoint"


def test_which_nodes_have_a_backend_of_their_own_is_known() -> None:
    ways = route(cluster(*on_node1(), node("node1"), node("node2"))).entries
    assert {way.entry.node: way.local for way in ways} == {"node1": True, "node2": False}


@pytest.mark.parametrize(("policy", "node"), [("Cluster", "node1"), ("Local", "node2")])
def test_an_ebpf_data_plane_may_be_told_to_drop(policy: str, node: str) -> None:
    told = with_proxy(cluster(*on_node1(policy=policy, ready=policy == "Local"), plane=DataPlane.EBPF), drops=True)
    assert predicted(entry_of(route(told), node)).states == (FILTERED,)


@pytest.mark.parametrize("home", ["", "node1"])
def test_policy_local_and_endpoints_that_name_no_node_are_local_to_nobody(home: str) -> None:
    """discovery/v1 Endpoint: nodeName is what makes an endpoint made by hand local to a node."""
    web = service("web", service_port(80, target=8080, node=30080), policy="Local")
    hand = endpoint_slice("web", endpoint("192.0.2.99", node=home))
    found = entry_of(route(cluster(web, hand, node("node1"), node("node2"))), "node2")
    seen, link = predicted(found), link_of(found, "endpoints")
    assert (seen.states, seen.works, seen.by_intent) == ((FILTERED,), False, bool(home))
    assert (link.state is LinkState.BROKEN) is not bool(home)
    assert ("has no nodeName" in " ".join(link.evidence)) is not bool(home)
