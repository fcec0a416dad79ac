"""Traps about Ingresses: challenges, certificates, classes, hosts, what is not read."""

from __future__ import annotations

import pytest
from msgspec import structs

from kprobe.model.diagnosis import Verdict
from kprobe.model.exposure import Entry
from kprobe.model.objects.ingress import IngressBackend, IngressTLS
from kprobe.model.probe import Author, Observation, TlsFacts
from tests.kit.comparing import answered, compared
from tests.kit.ingress import served_by
from tests.kit.objects import JUST_NOW, cluster, ingress, ingress_class, service, service_port
from tests.kit.shop import SHOP
from tests.kit.shop import shop as seen_at
from tests.kit.stages import exposures, with_meta
from tests.traps.scenes import HEALTHY, SERVED, WEB, alarms, shop, words

SOLVER = {"acme.cert-manager.io/http01-solver": "true"}
FAKE = TlsFacts(
    subject="CN=Kubernetes Ingress Controller Fake Certificate",
    names=("ingress.local",),
    trusted=False,
    problem="is for ingress.local",
)
GOOD = TlsFacts(subject="CN=shop.example", names=("shop.example",), trusted=True)


@pytest.mark.parametrize(
    ("labels", "expected"), [(SOLVER, set()), (None, {"KP301", "KP503"})], ids=["of_a_challenge", "like_any_other"]
)
def test_trap_19_what_cert_manager_makes_for_a_challenge(labels: dict[str, str] | None, expected: set[str]) -> None:
    """cert-manager's solver lives for minutes, with an odd class and no TLS: it is left out; its like is not."""
    solver = (
        ingress("solver", class_name="odd", to="solver", port=8089, labels=labels),
        service("solver", service_port(8089, node=30089), selector={"a": "b"}, labels=labels),
    )
    assert alarms(cluster(*solver)) == expected


def test_trap_20_an_ingress_without_tls_is_no_fault() -> None:
    """TLS may end somewhere else, so that no TLS block says nothing; a bad certificate that was served does."""
    plain = seen_at(answered)
    assert [f.code for f in plain.findings if "tls" in f.message.lower() or "certificate" in f.message] == []
    tls = (IngressTLS(hosts=("shop.example",), secret_name="cert"),)
    assert "KP813" in {f.code for f in seen_at(lambda e: answered(e, tls=FAKE), tls=tls).findings}


def test_trap_21_tls_without_a_secret_name_means_the_default_certificate() -> None:
    """`spec.tls` without secretName is valid; what is served is judged, not what is written."""
    tls = (IngressTLS(hosts=("shop.example",)),)
    assert alarms(cluster(*HEALTHY, shop(tls=tls), *SERVED)) == set()
    assert seen_at(lambda e: answered(e, tls=GOOD), tls=tls).made() == ()
    assert [f.code for f in seen_at(lambda e: answered(e, tls=FAKE), tls=tls).made()] == ["KP813"]


def test_trap_22_a_backend_that_an_annotation_defines_is_not_missing() -> None:
    """AWS' `use-annotation` names no Service; the same name with a port number does."""
    assert alarms(cluster(shop(to="redirect", port="use-annotation"), *SERVED)) == set()
    assert alarms(cluster(shop(to="redirect", port=80), *SERVED)) == {"KP501"}


@pytest.mark.parametrize(
    ("name", "legacy", "expected"),
    [
        pytest.param("gce", "", set(), id="a_class_that_is_built_in"),
        pytest.param(None, "gce-internal", set(), id="the_same_by_annotation"),
        pytest.param(None, "private-edge", set(), id="an_annotation_of_somebody_unknown"),
        pytest.param("private-edge", "", {"KP503"}, id="a_class_object_that_is_not_there"),
    ],
)
def test_trap_23_a_class_need_not_be_an_object(name: str | None, legacy: str, expected: set[str]) -> None:
    """Some classes exist in their controller alone, and an annotation needs no object at all."""
    assert alarms(cluster(*HEALTHY, shop(class_name=name, legacy_class=legacy))) == expected


def test_trap_23_a_default_class_is_a_class() -> None:
    """An Ingress without class is not one that nobody serves where Traefik or a default class is there."""
    assert "KP505" not in alarms(cluster(*HEALTHY, shop(class_name=None), *SERVED))
    assert alarms(cluster(*HEALTHY, shop(class_name=None))) == {"KP505"}


def test_trap_26_a_backend_that_is_no_service_is_not_judged() -> None:
    """Another kind of backend is skipped; a Service of another namespace is not this namespace's."""
    other = shop()
    rule = (other.spec.rules or ())[0]
    assert rule.http is not None
    path = structs.replace((rule.http.paths or ())[0], backend=IngressBackend(service=None))
    bare = structs.replace(rule, http=structs.replace(rule.http, paths=(path,)))
    assert alarms(cluster(structs.replace(other, spec=structs.replace(other.spec, rules=(bare,))), *SERVED)) == set()
    assert alarms(cluster(shop(), service("web", namespace="elsewhere"), *SERVED)) >= {"KP501"}


def test_trap_27_only_the_service_that_a_route_names_is_exposed_by_it() -> None:
    """An Ingress in the namespace exposes its own backend, and no other Service beside it."""
    db = service("db", service_port(5432), type_="ClusterIP", selector={"app": "db"})
    named = {str(e.service) for e in exposures(cluster(*HEALTHY, db, shop(), *SERVED)).values() if e.service}
    assert "Service shop/db" not in named
    assert "Service shop/db" in {
        str(e.service) for e in exposures(cluster(db, shop(to="db", port=5432), *SERVED)).values()
    }


def test_trap_41_a_controllers_own_certificate_is_not_the_hosts() -> None:
    """The handshake succeeds with a default certificate, which no client accepts for the host."""
    tls = (IngressTLS(hosts=("shop.example",), secret_name="cert"),)
    fake = seen_at(lambda e: answered(e, tls=FAKE), tls=tls)
    assert [f.code for f in fake.made()] == ["KP813"]
    assert "shop.example" in fake.made()[0].message
    assert seen_at(lambda e: answered(e, tls=GOOD), tls=tls).made() == ()


@pytest.mark.parametrize(
    ("host", "path", "path_type", "asked"),
    [
        pytest.param("*.shop.example", "/", "Prefix", ("kprobe-check.shop.example", "/"), id="a_wildcard_is_one_label"),
        pytest.param("", "/", "Prefix", (None, "/"), id="no_host_is_the_address"),
        pytest.param("shop.example", "/api/v1", "Prefix", ("shop.example", "/api/v1"), id="a_prefix_as_it_is"),
        pytest.param("shop.example", "/a(/|$)(.*)", "ImplementationSpecific", ("shop.example", "/a"), id="a_pattern"),
    ],
)
def test_trap_43_wildcards_patterns_and_empty_hosts_are_asked_for_something_that_exists(
    host: str, path: str, path_type: str, asked: tuple[str | None, str]
) -> None:
    """Neither the bare domain nor localhost nor a regular expression is asked for."""
    rule = shop(host=host, path=path, path_type=path_type)
    found = exposures(cluster(*HEALTHY, rule, *SERVED))[f"ingress/shop/shop/{host or '*'}{path}"]
    assert {(e.host, e.path) for e in found.entries} == {asked}


def test_trap_50_a_status_address_that_outlived_its_controller_proves_nothing() -> None:
    """An Ingress keeps its address when the controller goes: silence there is explained, an answer is not trusted."""
    stale = ingress("shop", address="203.0.113.9")
    running = cluster(*HEALTHY, ingress("shop", address="192.0.2.11"), *served_by("ingress-nginx"))
    left = cluster(*HEALTHY, stale, ingress_class())

    def elsewhere(entry: Entry) -> Observation:
        return answered(entry, 404, author=Author.ROUTER)

    assert compared(left, elsewhere).reports[SHOP].verdict is not Verdict.REACHABLE
    assert compared(running, answered).reports[SHOP].verdict is Verdict.REACHABLE


def test_trap_50_what_is_being_deleted_lacks_what_it_lacks_on_purpose() -> None:
    """In a namespace that goes, Services and Ingresses stay for a finalizer after their pods: no alarm."""
    balanced = service("web", selector=WEB, type_="LoadBalancer")
    route = shop(to="gone")
    assert alarms(cluster(balanced, route, *SERVED)) == {"KP301", "KP401", "KP501"}
    leaving = with_meta(balanced, deletion_timestamp=JUST_NOW)
    assert alarms(cluster(leaving, with_meta(route, deletion_timestamp=JUST_NOW), *SERVED)) == set()
    assert "matches no pod; it is being deleted" in words(cluster(leaving))
