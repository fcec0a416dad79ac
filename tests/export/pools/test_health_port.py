"""Whether service proxies are asked which nodes have an endpoint."""

from __future__ import annotations

import pytest

from kprobe.checks.health_check_port_taken import REASON
from kprobe.cluster.service_ports import service_ref
from kprobe.export.pools.health_port import health_port
from kprobe.model.objects.service import Service
from tests.kit.objects import ApiObject, cluster, container_port, event, pod, service
from tests.kit.stages import with_spec

BALANCED = with_spec(service("web", type_="LoadBalancer", policy="Local"), health_check_node_port=32000)
NODES = ("node1", "node2")


def asked(of: Service, *more: ApiObject) -> tuple[int | None, str]:
    return health_port(cluster(of, *more), of, NODES)


def test_a_load_balancer_with_policy_local_has_one() -> None:
    assert asked(BALANCED) == (32000, "")


@pytest.mark.parametrize(
    "of",
    [
        with_spec(BALANCED, health_check_node_port=0),
        with_spec(BALANCED, external_traffic_policy="Cluster"),
        with_spec(BALANCED, type="NodePort"),
    ],
    ids=["no number", "policy Cluster", "no load balancer"],
)
def test_others_have_none_and_nothing_is_said(of: Service) -> None:
    assert asked(of) == (None, "")


@pytest.mark.parametrize("network", [True, False], ids=["host network", "host port"])
def test_where_a_pod_has_the_port_it_is_not_asked_and_that_is_said(*, network: bool) -> None:
    port = container_port(32000) if network else container_port(80, host=32000)
    rival = pod("rival", node="node2", host_network=network, ports=(port,))
    number, doubt = asked(BALANCED, rival)
    assert number is None
    assert "Pod shop/rival claims it on node2" in doubt


def test_a_rival_on_a_node_that_nobody_is_sent_to_is_no_matter() -> None:
    rival = pod("rival", node="node3", host_network=True, ports=(container_port(32000),))
    assert asked(BALANCED, rival) == (32000, "")


def test_where_a_service_proxy_could_not_listen_it_is_not_asked() -> None:
    said = event(service_ref(BALANCED), REASON, 'node node2 failed to start healthcheck "shop/web" on port 32000: bind')
    number, doubt = asked(BALANCED, said)
    assert number is None
    assert "could not listen" in doubt
    other = event(
        service_ref(BALANCED), REASON, 'node node2 failed to start healthcheck "shop/web" on port 31000: bind'
    )
    assert asked(BALANCED, other) == (32000, "")
