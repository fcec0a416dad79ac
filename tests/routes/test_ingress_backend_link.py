from __future__ import annotations

import pytest
from msgspec import structs

from kprobe.model.objects.ingress import (
    Ingress,
    IngressBackend,
    IngressHTTP,
    IngressPath,
    IngressRule,
    ResourceBackend,
)
from kprobe.model.objects.meta import Annotations
from kprobe.model.objects.service import ServicePort
from kprobe.model.probe import PortState
from kprobe.model.route import EntryRoute, LinkState
from tests.kit.ingress import served_by
from tests.kit.objects import (
    ApiObject,
    cluster,
    controller_pod,
    deployed,
    endpoint,
    endpoint_slice,
    ingress,
    ingress_class,
    served,
    service,
    service_port,
)
from tests.kit.stages import link_of, predicted, routes, with_meta, with_spec


def way(item: Ingress, *objects: ApiObject, by: str = "ingress-nginx") -> EntryRoute:
    found = routes(cluster(item, *objects, *served_by(by)))
    (one,) = [r for i, r in found.items() if i.startswith(f"ingress/shop/{item.metadata.name}/")]
    return one.entries[0]


def behind(port: ServicePort, **notes: str) -> tuple[ApiObject, ...]:
    front = service("web", port, type_="ClusterIP", selector={"app": "web"})
    return served(with_meta(front, annotations=Annotations(**notes)) if notes else front, deployed("web"))


TLS = service_port(443, target=8080)
PLAIN = service_port(80, target=8080)
GRPC = structs.replace(service_port(80, target=8080), app_protocol="kubernetes.io/h2c")


@pytest.mark.parametrize(
    ("by", "port", "notes", "said"),
    [
        pytest.param("traefik", TLS, {}, "Traefik speaks TLS to it", id="IN-35: port 443"),
        pytest.param(
            "traefik", service_port(80, target=8080, name="https-x"), {}, "Traefik speaks TLS", id="IN-35: by name"
        ),
        pytest.param("traefik", PLAIN, {}, "", id="a plain port"),
        pytest.param("traefik", TLS, {"traefik_servers_scheme": "http"}, "", id="Traefik was told"),
        pytest.param("traefik", PLAIN, {"traefik_servers_scheme": "https"}, "TLS", id="Traefik was told to speak TLS"),
        pytest.param("traefik", PLAIN, {"traefik_servers_scheme": "h2c"}, "", id="Traefik was told to speak h2c"),
        pytest.param("ingress-nginx", TLS, {}, "its port looks like TLS", id="IN-34"),
        pytest.param("ingress-nginx", GRPC, {}, "its port looks like gRPC", id="IN-36"),
        pytest.param("traefik", GRPC, {}, "", id="Traefik reads appProtocol"),
        pytest.param("haproxytech", TLS, {}, "", id="a controller of which nothing is known"),
    ],
)
def test_the_protocol_that_a_controller_speaks_to_a_backend(
    by: str, port: ServicePort, notes: dict[str, str], said: str
) -> None:
    link = link_of(way(ingress("shop", port=port.port), *behind(port, **notes), by=by), "backend")
    assert link.state is LinkState.OK
    assert said in " ".join(link.evidence)
    assert bool(link.evidence) is bool(said)


def test_ingress_nginx_that_was_told_the_protocol_is_not_doubted() -> None:
    item = with_meta(ingress("shop", port=443), annotations=Annotations(nginx_backend_protocol="HTTPS"))
    assert link_of(way(item, *behind(TLS)), "backend").evidence == ()


def resource() -> Ingress:
    to = IngressBackend(resource=ResourceBackend(kind="StorageBucket", name="static"))
    rule = IngressRule(host="shop.example", http=IngressHTTP(paths=(IngressPath(path="/", backend=to),)))
    return with_spec(ingress("shop"), rules=(rule,))


@pytest.mark.parametrize(
    ("by", "state", "works"), [("traefik", LinkState.BROKEN, False), ("ingress-nginx", LinkState.UNKNOWN, None)]
)
def test_a_backend_that_is_not_a_service(by: str, state: LinkState, works: object) -> None:
    """IN-38: Traefik routes to Services alone; of others it is not known."""
    found = way(resource(), by=by)
    assert (link_of(found, "backend").state, predicted(found).works) == (state, works)


@pytest.mark.parametrize(
    ("by", "others"), [("traefik", True), ("ingress-nginx", False)], ids=["Traefik drops it", "nginx keeps it"]
)
def test_where_a_rule_is_dropped_a_shorter_path_answers_in_its_place(by: str, *, others: bool) -> None:
    seen = predicted(way(ingress("api", path="/api", to="gone"), ingress("shop"), *behind(TLS), by=by))
    assert (seen.works, seen.others_answer) == (False, others)
    assert seen.statuses == (() if others else (503,))


def test_contour_does_not_even_listen_without_a_valid_host() -> None:
    """IN-23."""
    contour = (
        ingress_class("nginx", "projectcontour.io/ingress-controller"),
        controller_pod("ghcr.io/projectcontour/contour:v1.33"),
    )
    found = routes(cluster(ingress("shop", to="gone", address="203.0.113.9"), *contour))
    (seen,) = [predicted(r.entries[0]) for i, r in found.items() if i.startswith("ingress/")]
    assert seen.states == (PortState.OPEN, PortState.CLOSED)


def test_what_serves_while_it_terminates_is_a_backend() -> None:
    """IN-31: Traefik sends to it; others do where nothing else is left."""
    front = service("web", type_="ClusterIP", selector={"app": "web"})
    draining = endpoint("10.244.0.9", is_ready=False, serving=True, terminating=True, node="node1")
    found = way(ingress("shop"), front, endpoint_slice("web", draining), by="traefik")
    assert predicted(found).works is True
