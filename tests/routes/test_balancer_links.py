from __future__ import annotations

import pytest

from kprobe.model.probe import PortState
from kprobe.model.route import EntryRoute, LinkState
from kprobe.model.snapshot import DataPlane
from tests.kit.objects import cluster, deployed, served, service, service_port
from tests.kit.stages import link_of, predicted, routes, with_spec

WEB = "load-balancer/shop/web/80/TCP"
EXTERNAL = "external-ip/shop/web/80/TCP"
ANYTHING = (PortState.OPEN, PortState.FILTERED, PortState.UNREACHABLE)


def balanced(*ranges: str, address: str = "203.0.113.5", ready: bool = True) -> EntryRoute:
    web = service("web", type_="LoadBalancer", load_balancer=(address,), selector={"app": "web"})
    web = with_spec(web, load_balancer_source_ranges=ranges or None)
    (entry,) = routes(cluster(*served(web, deployed("web", is_ready=ready))))[WEB].entries
    return entry


def test_a_published_address_with_ready_endpoints_answers() -> None:
    entry = balanced()
    assert [link.link for link in entry.links] == ["load-balancer", "endpoints", "process"]
    assert predicted(entry).works is True


@pytest.mark.parametrize(
    ("ranges", "address"),
    [
        (("10.0.0.0/8",), "203.0.113.5"),
        ((" 10.0.0.0/8 ", "192.0.2.0/24"), "203.0.113.5"),
        (("2001:db8::/32",), "2001:db8::5"),
        (("10.0.0.0/8",), "lb.example.com"),
    ],
    ids=["one range", "spaces around it", "IPv6", "a host name counts as IPv4"],
)
def test_source_ranges_leave_open_whether_this_client_gets_in(ranges: tuple[str, ...], address: str) -> None:
    entry = balanced(*ranges, address=address)
    assert link_of(entry, "source-ranges").state is LinkState.UNKNOWN
    assert (predicted(entry).states, predicted(entry).works) == (ANYTHING, None)


@pytest.mark.parametrize(
    "ranges",
    [("0.0.0.0/0",), ("10.0.0.0/8", "0.0.0.0/0"), ("::/0",), ("2001:db8::/32",)],
    ids=["everybody", "everybody among others", "everybody by IPv6", "another family only"],
)
def test_source_ranges_that_stop_nobody_of_this_family_are_no_link(ranges: tuple[str, ...]) -> None:
    entry = balanced(*ranges)
    assert [link for link in entry.links if link.link == "source-ranges"] == []
    assert predicted(entry).works is True


def test_a_balancer_without_backend_may_look_like_anything_but_does_not_work() -> None:
    seen = predicted(balanced(ready=False))
    assert (seen.works, seen.link) == (False, "endpoints")
    assert set(seen.states) == {PortState.CLOSED, PortState.FILTERED, PortState.OPEN}


def test_pending_is_a_broken_link_of_its_own_beside_the_endpoints() -> None:
    web = service("web", type_="LoadBalancer", selector={"app": "web"})
    found = routes(cluster(*served(web, deployed("web"))))[WEB]
    assert found.entries == ()
    assert [(link.link, link.state, link.finding) for link in found.links] == [
        ("load-balancer", LinkState.BROKEN, "KP401"),
        ("endpoints", LinkState.OK, ""),
    ]


def external(address: str, *, plane: DataPlane = DataPlane.IPTABLES, ready: bool = True) -> EntryRoute:
    web = service(
        "web", service_port(80, target=8080), type_="ClusterIP", external_ips=(address,), selector={"app": "web"}
    )
    (entry,) = routes(cluster(*served(web, deployed("web", is_ready=ready)), plane=plane))[EXTERNAL].entries
    return entry


def test_an_external_ip_of_a_node_is_delivered() -> None:
    entry = external("192.0.2.11")
    assert link_of(entry, "delivery").state is LinkState.OK
    assert predicted(entry).states == (PortState.OPEN,)


def test_an_external_ip_of_nobody_is_the_networks_business() -> None:  # row SV-17
    entry = external("203.0.113.9")
    assert link_of(entry, "delivery").state is LinkState.UNKNOWN
    assert (predicted(entry).states, predicted(entry).works) == (ANYTHING, None)


def test_an_external_ip_whose_service_has_nobody_is_dead_wherever_it_leads() -> None:
    seen = predicted(external("203.0.113.9", ready=False))
    assert seen.works is False
    assert PortState.OPEN not in seen.states
    assert predicted(external("192.0.2.11", ready=False)).states == (PortState.CLOSED, PortState.FILTERED)
