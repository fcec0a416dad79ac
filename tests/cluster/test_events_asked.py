"""What asks for events. That every check says the same without those that are not asked for: see tests/checks/found."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from kprobe.cluster.cluster import Cluster
from kprobe.cluster.events_asked import asks_events
from kprobe.model.objects.service import Service
from kprobe.model.snapshot import NodePortRange, Resource
from tests.kit.objects import cluster, container_port, deployed, gap, pod, served, service, service_port

PROVEN, GUESSED = NodePortRange(source="/flagz", proven=True), NodePortRange()
WEB = {"app": "web"}


def at_port(number: int | None = None, **kwargs: object) -> Service:
    return service("web", service_port(80, node=number), selector=WEB, **kwargs)  # type: ignore[arg-type]


def with_check_port(number: int) -> Service:
    item = at_port(type_="LoadBalancer", load_balancer=("203.0.113.1",))
    return replace(item, spec=replace(item.spec, health_check_node_port=number))


@pytest.mark.parametrize(
    ("known", "asks"),
    [
        (cluster(*served(at_port(30080), deployed("web")), ports=PROVEN), False),
        (cluster(*served(at_port(32768), deployed("web")), ports=PROVEN), True),
        (cluster(*served(at_port(30080), deployed("web")), ports=GUESSED), True),
        (cluster(*served(at_port(), deployed("web")), ports=GUESSED), False),
        (cluster(at_port(), ports=PROVEN), True),
        (cluster(service("by-hand"), ports=PROVEN), False),
        (cluster(at_port(), gaps=(gap(Resource.PODS),), ports=PROVEN), True),
        (cluster(*served(at_port(type_="LoadBalancer"), deployed("web")), ports=PROVEN), True),
        (
            cluster(
                *served(at_port(type_="LoadBalancer", load_balancer=("203.0.113.1",)), deployed("web")), ports=PROVEN
            ),
            False,
        ),
        (cluster(*served(at_port(type_="LoadBalancer", load_balancer=("",)), deployed("web")), ports=PROVEN), True),
        (cluster(*served(with_check_port(31000), deployed("web")), ports=PROVEN), True),
        (cluster(pod("edge", node="", ports=(container_port(80, host=80),))), True),
        (cluster(pod("edge", ports=(container_port(80, host=80),))), False),
    ],
    ids=[
        "a NodePort of the range",
        "a NodePort out of the range",
        "a NodePort, and nothing proves the range",
        "no NodePort, and nothing proves the range",
        "a Service without pods",
        "a Service without a selector",
        "pods that cannot be read",
        "a load balancer that is waited for",
        "a load balancer",
        "a load balancer whose status has an entry without an address",
        "a health check port",
        "a pod without a node",
        "a pod on its node",
    ],
)
def test_what_asks_for_events(known: Cluster, *, asks: bool) -> None:
    assert asks_events(known) is asks
