from __future__ import annotations

from kprobe.model.probe import PortState
from kprobe.model.route import LinkState, Route
from tests.kit.ingress import controller_service, served_by
from tests.kit.objects import (
    ApiObject,
    cluster,
    deployed,
    endpoint,
    endpoint_slice,
    ingress,
    ingress_class,
    served,
    service,
    service_port,
)
from tests.kit.stages import link_of, predicted, routes, with_spec

WEB = served(service("web", type_="ClusterIP", selector={"app": "web"}), deployed("web"))


def route(*objects: ApiObject) -> Route:
    (one,) = [r for i, r in routes(cluster(*objects)).items() if i.startswith("ingress/")]
    return one


def test_an_entry_leads_through_the_controllers_own_way_in() -> None:
    entry = route(ingress("shop"), *WEB, *served_by()).entries[0]
    assert [link.link for link in entry.links][:3] == ["node", "service-proxy", "endpoints"]
    assert entry.links[-1].link == "process"


def test_with_policy_local_it_answers_on_the_controllers_own_nodes_alone() -> None:
    """IN-42: the controller runs on node1."""
    local = with_spec(controller_service("LoadBalancer"), external_traffic_policy="Local")
    found = route(ingress("shop", address="192.0.2.12"), *WEB, *served_by("f5-nginx", local))
    states = {e.entry.node: predicted(e).states for e in found.entries if e.entry.node}
    assert states["node2"] == (PortState.FILTERED,)


def test_without_any_way_in_the_shared_links_are_all_there_is() -> None:
    found = route(ingress("shop"), *WEB, ingress_class())
    assert found.entries == ()
    assert (found.links[0].link, found.links[0].state) == ("ingress-class", LinkState.BROKEN)


def test_ciliums_own_service_for_an_ingress_is_a_way_in() -> None:
    """IC-24."""
    front = service(
        "cilium-ingress-shop",
        service_port(80, name="http", node=30090),
        type_="LoadBalancer",
        load_balancer=("203.0.113.4",),
    )
    slices = endpoint_slice("cilium-ingress-shop", endpoint("192.192.192.192", is_ready=True))
    found = route(ingress("shop"), *WEB, ingress_class("nginx", "cilium.io/ingress-controller"), front, slices)
    assert found.entries[0].entry.address == "203.0.113.4"
    assert link_of(found.entries[0], "ingress-class").state is LinkState.UNKNOWN
