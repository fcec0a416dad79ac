from __future__ import annotations

import pytest

from kprobe.model.probe import PortState
from kprobe.model.route import EntryRoute, LinkState
from tests.kit.objects import cluster, deployed, node, served, service, service_port
from tests.kit.stages import link_of, predicted, routes, with_spec

WEB = "external-ip/shop/web/80/TCP"
PODS = (deployed("web"), deployed("web", 2, node="node2", addresses=("10.244.1.8",)))


def external(address: str, *, policy: str = "Cluster") -> EntryRoute:
    port = service_port(80, target=8080)
    web = service("web", port, type_="ClusterIP", external_ips=(address,), selector={"app": "web"}, policy=policy)
    (entry,) = routes(cluster(*served(web, *PODS)))[WEB].entries
    return entry


def test_at_a_nodes_own_address_the_service_proxy_is_a_link() -> None:
    entry = external("192.0.2.11")
    assert [e.link for e in entry.links] == ["node", "delivery", "service-proxy", "endpoints", "process"]
    assert predicted(entry).works is True


def test_elsewhere_no_node_is() -> None:
    entry = external("203.0.113.9")
    assert "service-proxy" not in {e.link for e in entry.links}
    assert predicted(entry).works is None


@pytest.mark.parametrize(
    ("address", "policy", "count"),
    [
        pytest.param("192.0.2.11", "Cluster", 2, id="a_nodes_address"),
        pytest.param("192.0.2.11", "Local", 1, id="a_nodes_address_under_policy_Local"),
        pytest.param("203.0.113.9", "Local", 2, id="an_address_that_may_lead_to_any_node"),
    ],
)
def test_backends_that_one_connection_may_meet(address: str, policy: str, count: int) -> None:
    assert external(address, policy=policy).backends == count


def test_an_address_of_a_family_that_the_service_lacks_is_explained() -> None:
    entry = external("2001:db8::9")
    assert link_of(entry, "ip-family").state is LinkState.UNKNOWN
    assert predicted(entry).by_intent
    assert PortState.CLOSED in predicted(entry).states


def test_an_address_of_a_family_that_it_has_is_no_matter_of_family() -> None:
    web = service("web", service_port(80), type_="ClusterIP", external_ips=("2001:db8::9",), selector={"app": "web"})
    (entry,) = routes(cluster(*served(with_spec(web, ip_families=("IPv6",)), *PODS)))[WEB].entries
    assert [e for e in entry.links if e.link == "ip-family"] == []


@pytest.mark.parametrize(
    ("address", "state", "works"),
    [
        pytest.param("2001:db8::11", LinkState.BROKEN, False, id="a_nodes_own"),
        pytest.param("2001:db8:9::9", LinkState.UNKNOWN, None, id="one_that_something_in_front_may_translate"),
    ],
)
def test_an_address_of_a_family_that_the_service_lacks(address: str, state: LinkState, works: bool | None) -> None:  # noqa: FBT001
    port = service_port(80, target=8080)
    web = service("web", port, type_="ClusterIP", external_ips=(address,), selector={"app": "web"})
    (entry,) = routes(cluster(*served(web, *PODS), node("node1", "192.0.2.11", "2001:db8::11")))[WEB].entries
    assert (link_of(entry, "ip-family").state, predicted(entry).works) == (state, works)
