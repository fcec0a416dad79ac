from __future__ import annotations

from kprobe.model.snapshot import Resource
from tests.kit.ingress import served_by
from tests.kit.lookup import advised, deployment, with_deployments
from tests.kit.objects import (
    cluster,
    container_port,
    deployed,
    gap,
    ingress,
    ingress_class,
    served,
    service,
    service_port,
)

INNER = served(
    service("web", service_port(80, target=8080), type_="ClusterIP", selector={"app": "web"}), deployed("web")
)


def test_a_class_whose_controller_runs_is_used() -> None:
    of = cluster(*INNER, *served_by(), ingress_class("another", "traefik.io/ingress-controller"))
    advice = advised(of, "svc/shop/web")["ingress"]
    assert advice.possible is True
    assert advice.how == ("kubectl -n shop create ingress web --class=nginx '--rule=web.example.com/*=web:80'",)


def test_a_class_whose_controller_was_not_found_promises_nothing() -> None:
    advice = advised(cluster(*INNER, ingress_class("nginx")), "svc/shop/web")["ingress"]
    assert advice.possible is None
    assert "no pod of ingress-nginx was found" in advice.reason


def test_without_a_class_it_cannot_be() -> None:
    assert advised(cluster(*INNER), "svc/shop/web")["ingress"].possible is False
    unread = cluster(*INNER, gaps=(gap(Resource.INGRESS_CLASSES),))
    assert advised(unread, "svc/shop/web")["ingress"].possible is None


def test_udp_is_not_for_an_ingress() -> None:
    dns = service("dns", service_port(53, protocol="UDP"), type_="ClusterIP")
    advice = advised(cluster(dns, *served_by()), "svc/shop/dns")["ingress"]
    assert advice.possible is False
    assert "UDP" in advice.reason


def test_a_name_that_an_ingress_has_is_not_taken_again() -> None:
    of = cluster(*INNER, *served_by(), ingress("web", to="other"))
    assert "create ingress web-2 " in advised(of, "svc/shop/web")["ingress"].how[0]


def test_a_workload_gets_its_service_first() -> None:
    of = with_deployments(cluster(*served_by()), deployment("web", container_port(8080)))
    how = advised(of, "deploy/shop/web")["ingress"].how
    assert how[0].startswith("kubectl apply")
    assert how[-1].endswith("'--rule=web.example.com/*=web:8080'")
