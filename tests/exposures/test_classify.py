from __future__ import annotations

import pytest

from kprobe.exposures.classify import classify
from kprobe.exposures.kind import Kind
from kprobe.registry import load
from kprobe.routes.trace import trace
from tests.kit.ingress import controller_service, served_by
from tests.kit.objects import cluster, container_port, deployed, ingress, served, service, service_port


def test_ids_are_unique_sorted_and_begin_with_the_slug_of_their_kind() -> None:
    balanced = controller_service("LoadBalancer", load_balancer=("203.0.113.5",), external_ips=("203.0.113.9",))
    found = classify(
        cluster(
            *served(service("web", selector={"app": "web"}), deployed("web", ports=(container_port(80, host=8080),))),
            deployed("agent", host_network=True, ports=(container_port(9100),)),
            *served_by("ingress-nginx", balanced),
            ingress("shop"),
        )
    )
    ids = [e.id for e in found]
    assert ids == sorted(set(ids))
    assert {e.kind for e in found} == {k.slug for k in load("kprobe.exposures", "KIND", Kind)}
    assert all(e.id.startswith(f"{e.kind}/") for e in found)


def test_a_manifest_that_is_read_twice_gives_its_exposures_once() -> None:
    assert len(classify(cluster(service("web"), service("web")))) == 1


def test_an_empty_cluster_exposes_nothing() -> None:
    assert classify(cluster()) == ()


def test_of_one_service_that_was_read_twice_and_changed_in_between_the_last_counts() -> None:
    before, after = service("web", service_port(80, node=30080)), service("web", service_port(81, node=30081))
    twice = cluster(before, after)
    assert [e.id for e in classify(twice)] == ["node-port/shop/web/81/TCP"]
    assert set(trace(twice, classify(twice))) == {"node-port/shop/web/81/TCP"}


@pytest.mark.parametrize("protocol", ["", "tcp", "QUIC"])
def test_a_protocol_that_kubernetes_does_not_know_exposes_nothing(protocol: str) -> None:
    odd = service(
        "web",
        service_port(80, node=30080, protocol=protocol),
        type_="LoadBalancer",
        load_balancer=("203.0.113.5",),
        external_ips=("203.0.113.9",),
    )
    port = container_port(80, host=8080, protocol=protocol)
    assert classify(cluster(odd, deployed("web", ports=(port,)))) == ()
