from __future__ import annotations

import pytest

from kprobe.exposures.ingress import asked_host, covered_by_tls, literal_path
from kprobe.model.exposure import Exposure, Scope
from kprobe.model.objects.ingress import (
    Ingress,
    IngressBackend,
    IngressHTTP,
    IngressPath,
    IngressRule,
    IngressTLS,
    ResourceBackend,
)
from kprobe.model.objects.meta import Annotations
from kprobe.model.snapshot import Resource
from tests.kit.ingress import backend, controller_service, rule, served_by, tls
from tests.kit.objects import (
    ApiObject,
    cluster,
    deployed,
    gap,
    ingress,
    ingress_class,
    ref,
    served,
    service,
    service_port,
)
from tests.kit.stages import aims, exposures, with_meta, with_spec

SHOP = "ingress/shop/shop/shop.example/"
WEB = served(service("web", service_port(80), type_="ClusterIP", selector={"app": "web"}), deployed("web"))


def ingresses(*objects: ApiObject) -> dict[str, Exposure]:
    return {i: e for i, e in exposures(cluster(*objects)).items() if e.kind == "ingress"}


def ruled(*rules: object, **more: object) -> Ingress:
    return with_spec(ingress("shop"), rules=rules, **more)


# -- what it is


def test_a_rule_is_one_exposure_with_its_backend_class_and_controller() -> None:
    found = ingresses(ingress("shop"), *WEB, *served_by())
    assert list(found) == [SHOP]
    shop = found[SHOP]
    assert (shop.source, shop.service) == (ref("Ingress shop/shop"), ref("Service shop/web"))
    assert (shop.service_port, shop.workload) == (80, ref("Deployment shop/web"))
    assert (shop.host, shop.path, shop.tls) == ("shop.example", "/", False)
    assert (shop.ingress_class, shop.controller) == ("nginx", "ingress-nginx")


def test_each_host_and_path_is_its_own_exposure() -> None:
    found = ingresses(ruled(rule("a.example", "/", "/api"), rule("b.example", "/")), *WEB, *served_by())
    assert set(found) == {
        "ingress/shop/shop/a.example/",
        "ingress/shop/shop/a.example/api",
        "ingress/shop/shop/b.example/",
    }


def test_one_path_as_exact_and_as_prefix_is_two_exposures() -> None:
    both = (rule("a.example", "/x", path_type="Exact"), rule("a.example", "/x", path_type="Prefix"))
    assert set(ingresses(ruled(*both), *WEB, *served_by())) == {
        "ingress/shop/shop/a.example/x",
        "ingress/shop/shop/a.example/x#Prefix",
    }


def test_a_backends_port_name_resolves_to_the_services_number() -> None:
    web = service("web", service_port(8080, name="http"), type_="ClusterIP")
    (found,) = ingresses(ingress("shop", port="http"), web, *served_by()).values()
    assert (found.service_port, found.service_port_name) == (8080, "http")
    (missing,) = ingresses(ingress("shop", port="metrics"), web, *served_by()).values()
    assert (missing.service_port, missing.service_port_name) == (None, "metrics")


def test_a_backend_that_is_no_service_has_no_service() -> None:
    bucket = IngressPath(path="/", backend=IngressBackend(resource=ResourceBackend(kind="Bucket", name="files")))
    other = ruled(IngressRule(host="shop.example", http=IngressHTTP(paths=(bucket,))))
    (found,) = ingresses(other, *served_by()).values()
    assert (found.service, found.workload, found.service_port) == (None, None, None)


# -- default backends and bare hosts


def test_a_default_backend_alone_serves_every_host() -> None:
    (found,) = ingresses(ingress("shop", default_backend=True), *WEB, *served_by()).values()
    assert found.id == "ingress/shop/shop/*"
    assert (found.host, found.path) == (None, "/")
    assert {(e.host, e.path) for e in found.entries} == {(None, "/")}


def test_a_default_backend_beside_rules_is_one_more_exposure() -> None:
    found = ingresses(ruled(rule("", "/"), default_backend=backend()), *WEB, *served_by())
    assert set(found) == {"ingress/shop/shop/*/", "ingress/shop/shop/*"}


def test_a_bare_host_goes_to_the_default_backend_and_without_one_nowhere() -> None:
    bare = rule("bare.example")
    assert set(ingresses(ruled(bare, default_backend=backend()), *WEB, *served_by())) == {
        "ingress/shop/shop/bare.example/",
        "ingress/shop/shop/*",
    }
    assert ingresses(ruled(bare), *WEB, *served_by()) == {}


def test_the_minutes_long_ingress_of_an_acme_solver_is_left_out() -> None:
    solver = ingress("cm-acme-http-solver-x", labels={"acme.cert-manager.io/http01-solver": "true"})
    assert ingresses(solver, *WEB, *served_by()) == {}
    labelled = ingress("shop", labels={"acme.cert-manager.io/http01-solver": "false"})
    assert list(ingresses(labelled, *WEB, *served_by())) == [SHOP]


# -- what is asked for


@pytest.mark.parametrize(
    ("host", "asked"),
    [("shop.example", "shop.example"), ("*.shop.example", "kprobe-check.shop.example"), ("", None)],
    ids=["a host", "a wildcard covers one label", "every host"],
)
def test_the_host_that_is_asked_for(host: str, asked: str | None) -> None:
    assert asked_host(host) == asked
    (found,) = ingresses(ingress("shop", host=host), *WEB, *served_by()).values()
    assert {e.host for e in found.entries} == {asked}


@pytest.mark.parametrize(
    ("path", "path_type", "asked"),
    [
        ("/api", "Prefix", "/api"),
        ("/api(/|$)(.*)", "ImplementationSpecific", "/api"),
        ("/v[12]/users", "ImplementationSpecific", "/v"),
        ("/(.*)", "ImplementationSpecific", "/"),
        ("(.*)", "ImplementationSpecific", "/"),
        ("/*", "ImplementationSpecific", "/"),
        ("/a+b", "Exact", "/a+b"),
        ("/a(b)", "Prefix", "/a(b)"),
        ("", "ImplementationSpecific", "/"),
    ],
)
def test_a_path_is_asked_for_up_to_what_may_be_a_pattern(path: str, path_type: str, asked: str) -> None:
    assert literal_path(IngressPath(path=path, path_type=path_type)) == asked


@pytest.mark.parametrize(
    ("items", "host", "covered"),
    [
        (tls("shop.example"), "shop.example", True),
        (tls("*.example"), "shop.example", True),
        (tls("*.example"), "a.shop.example", False),
        (tls("other.example"), "shop.example", False),
        (tls(), "shop.example", True),
        (None, "shop.example", False),
        (tls("*.shop.example"), "*.shop.example", True),
        (tls("shop.example"), "", False),
    ],
)
def test_tls_covers_a_host(items: tuple[IngressTLS, ...] | None, host: str, covered: bool) -> None:  # noqa: FBT001
    assert covered_by_tls(ingress("shop", tls=items), host) is covered


def test_a_host_with_tls_is_asked_over_https_at_the_controllers_https_port() -> None:
    (found,) = ingresses(ingress("shop", tls=tls("shop.example")), *WEB, *served_by()).values()
    assert found.tls is True
    assert {e.scheme for e in found.entries} == {"https"}
    assert aims(found)[0] == "192.0.2.11:31443"


def test_only_the_hosts_that_tls_names_are_asked_over_https() -> None:
    both = ruled(rule("a.example", "/"), rule("b.example", "/"), tls=tls("a.example"))
    found = ingresses(both, *WEB, *served_by())
    assert [found[f"ingress/shop/shop/{h}.example/"].tls for h in "ab"] == [True, False]


def test_traefiks_websecure_entry_point_alone_means_https() -> None:
    annotated = with_meta(ingress("shop"), annotations=Annotations(traefik_entry_points="websecure"))
    both = with_meta(ingress("shop"), annotations=Annotations(traefik_entry_points="web, websecure"))
    assert ingresses(annotated, *WEB, *served_by("traefik"))[SHOP].tls is True
    assert ingresses(both, *WEB, *served_by("traefik"))[SHOP].tls is False


def test_a_host_is_tried_by_its_name_as_well_and_every_host_is_not() -> None:
    (named,) = ingresses(ingress("shop"), *WEB, *served_by()).values()
    last = named.entries[-1]
    assert (last.address, last.host, last.via) == ("shop.example", "shop.example", None)
    (anybody,) = ingresses(ingress("shop", host=""), *WEB, *served_by()).values()
    assert all(e.via for e in anybody.entries)


def test_a_name_is_tried_at_the_usual_port_where_the_controller_has_it_and_else_at_its_own() -> None:
    balanced = controller_service("LoadBalancer", load_balancer=("203.0.113.5",))
    (usual,) = ingresses(ingress("shop"), *WEB, *served_by("ingress-nginx", balanced)).values()
    (odd,) = ingresses(ingress("shop"), *WEB, *served_by()).values()
    assert (usual.entries[-1].port, odd.entries[-1].port) == (80, 31763)


# -- its class


@pytest.mark.parametrize(
    ("item", "extra", "expected"),
    [
        pytest.param(ingress("shop"), served_by(), ("nginx", "ingress-nginx"), id="by spec.ingressClassName"),
        pytest.param(
            ingress("shop", class_name=None, legacy_class="nginx"),
            served_by(),
            ("nginx", "ingress-nginx"),
            id="by the legacy annotation",
        ),
        pytest.param(
            ingress("shop", class_name=None),
            served_by("traefik"),
            (None, "traefik"),
            id="without a class, where the controller takes such ones",
        ),
        pytest.param(
            ingress("shop", class_name=None),
            (*served_by(), ingress_class("main", default=True)),
            (None, None),
            id="without a class: a default class is written at creation only",
        ),
        pytest.param(ingress("shop", class_name="gone"), served_by(), ("gone", None), id="a class that does not exist"),
        pytest.param(
            ingress("shop"),
            (ingress_class("nginx", "example.com/unheard-of"),),
            ("nginx", None),
            id="a class of a controller that is not known",
        ),
    ],
)
def test_the_class_leads_to_the_controller(
    item: Ingress, extra: tuple[ApiObject, ...], expected: tuple[str | None, str | None]
) -> None:
    (found,) = ingresses(item, *WEB, *extra).values()
    assert (found.ingress_class, found.controller) == expected


@pytest.mark.parametrize(
    "nobody",
    [ingress("shop", class_name="gone"), ingress("shop", class_name=None)],
    ids=["its class does not exist", "it has no class that anybody takes"],
)
def test_an_ingress_that_nobody_serves_is_not_tried_by_name(nobody: Ingress) -> None:
    (found,) = ingresses(nobody, *WEB, *served_by()).values()
    assert found.entries == ()
    assert found.pending


# -- its addresses


def test_a_published_address_that_belongs_to_nothing_known_is_an_entry_of_its_own() -> None:
    (found,) = ingresses(
        ingress("shop", address="203.0.113.77"), *WEB, ingress_class("nginx", "example.com/cloud")
    ).values()
    assert aims(found) == ["203.0.113.77:80", "shop.example:80"]
    assert found.entries[0].via is None


def test_the_published_address_of_an_unrecognised_controllers_load_balancer_leads_to_its_service() -> None:
    balanced = controller_service("LoadBalancer", load_balancer=("203.0.113.5",))
    (found,) = ingresses(
        ingress("shop", address="203.0.113.5"), *WEB, ingress_class("nginx", "example.com/other"), balanced
    ).values()
    assert found.entries[0].via == "load-balancer/ingress/controller/80/TCP"


def test_scope_is_never_taken_from_the_host_name() -> None:
    (found,) = ingresses(ingress("shop", host="www.google.com"), *WEB, *served_by()).values()
    assert found.scope is Scope.PRIVATE


def test_an_annotation_for_an_internal_balancer_makes_a_host_name_private() -> None:
    internal = with_meta(ingress("shop", class_name="alb"), annotations=Annotations(alb_scheme="internal"))
    (found,) = ingresses(internal, *WEB).values()
    assert found.scope is Scope.PRIVATE


def test_an_ingress_of_unreadable_classes_is_still_listed() -> None:
    blind = cluster(ingress("shop"), *WEB, *served_by(), gaps=(gap(Resource.INGRESS_CLASSES),))
    found = exposures(blind)[SHOP]
    assert (found.ingress_class, found.controller) == ("nginx", None)
