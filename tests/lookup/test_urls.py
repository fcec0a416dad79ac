from __future__ import annotations

import pytest
from msgspec import structs

from kprobe.cluster.cluster import Cluster
from kprobe.exposures.classify import classify
from kprobe.lookup.rules import of_host, takes
from kprobe.model.objects.ingress import Ingress, IngressRule
from kprobe.model.snapshot import Resource
from tests.kit.ingress import rule, served_by, tls
from tests.kit.lookup import looked_up
from tests.kit.objects import cluster, deployed, gap, ingress, ref, served, service

BACKEND = served(service("web", selector={"app": "web"}), deployed("web"))


def front(*rules: IngressRule, name: str = "front", **more: object) -> Ingress:
    """An Ingress with these rules."""
    one = ingress(name, **more)  # type: ignore[arg-type]
    return structs.replace(one, spec=structs.replace(one.spec, rules=rules))


def site(*ingresses: Ingress) -> Cluster:
    return cluster(*ingresses, *BACKEND, *served_by())


def winner(of: Cluster, url: str) -> str:
    found = looked_up(of, url)
    return found.matched[0] if found.matched else ""


@pytest.mark.parametrize(
    ("url", "taken"),
    [
        ("http://shop.example/", "front/shop.example/"),
        ("http://shop.example/cart", "front/shop.example/cart"),
        ("http://shop.example/cart/1?x=/", "front/shop.example/cart"),
        ("http://shop.example/carts", "front/shop.example/"),
        ("http://SHOP.example/cart", "front/shop.example/cart"),
        ("http://a.wild.example/", "front/*.wild.example/"),
        ("http://exact.wild.example/", "front/exact.wild.example/"),
        ("http://anything.example/any", "front/*/any"),
        ("http://a.wild.example/any", "front/*.wild.example/"),
    ],
)
def test_the_strongest_rule_takes_the_request(url: str, taken: str) -> None:
    of = site(
        front(
            rule("shop.example", "/", "/cart"),
            rule("*.wild.example", "/"),
            rule("exact.wild.example", "/"),
            rule("", "/any"),
        )
    )
    assert winner(of, url) == f"ingress/shop/{taken}"


def test_the_rule_that_loses_is_said() -> None:
    found = looked_up(site(front(rule("shop.example", "/", "/cart"))), "http://shop.example/cart")
    assert any("loses: its path is shorter" in n for n in found.notes)


def test_an_exact_path_takes_itself_alone() -> None:
    of = site(front(rule("shop.example", "/cart", path_type="Exact")))
    assert winner(of, "http://shop.example/cart")
    assert not winner(of, "http://shop.example/cart/")


def test_a_path_of_the_controllers_own_meaning_says_so() -> None:
    of = site(front(rule("shop.example", "/cart", path_type="ImplementationSpecific")))
    found = looked_up(of, "http://shop.example/cart/1")
    assert any("controller's own choice" in n for n in found.notes)


def test_a_default_backend_takes_what_no_rule_does() -> None:
    of = site(ingress("rest", default_backend=True), front(rule("shop.example", "/cart")))
    assert winner(of, "http://other.example/") == "ingress/shop/rest/*"
    assert winner(of, "http://shop.example/cart") == "ingress/shop/front/shop.example/cart"


def test_two_ingresses_with_one_rule_both_match_and_that_is_said() -> None:
    found = looked_up(
        site(front(rule("shop.example", "/")), front(rule("shop.example", "/"), name="twin")), "shop.example/"
    )
    assert len(found.matched) == 2
    assert any("controllers' choice" in n for n in found.notes)


def test_a_host_without_the_path_says_which_paths_it_has() -> None:
    found = looked_up(site(front(rule("shop.example", "/cart"))), "http://shop.example/basket")
    assert found.matched == ()
    assert "/cart (Prefix)" in found.reason
    assert found.others == ("ingress/shop/front/shop.example/cart",)
    assert found.subjects == (ref("Ingress shop/front"),)


def test_a_host_that_nobody_has_gets_the_nearest() -> None:
    found = looked_up(site(front(rule("shop.example", "/"))), "https://shpo.example/")
    assert found.matched == ()
    assert "no Ingress rule has the host shpo.example" in found.reason
    assert "shop.example" in found.notes[0]
    assert found.known


def test_a_wildcard_covers_one_label_only() -> None:
    found = looked_up(site(front(rule("*.shop.example", "/"))), "http://a.b.shop.example/")
    assert found.matched == ()
    assert "one label only" in found.notes[0]


def test_ingresses_that_cannot_be_read_leave_it_open() -> None:
    found = looked_up(cluster(gaps=(gap(Resource.INGRESSES),)), "http://shop.example/")
    assert not found.known


@pytest.mark.parametrize(
    ("url", "port", "scheme", "path"),
    [
        ("http://shop.example/cart?a=1", 80, "http", "/cart?a=1"),
        ("https://shop.example", 443, "https", "/"),
        ("https://shop.example:8443/", 8443, "https", "/"),
        ("shop.example/cart", 443, "https", "/cart"),
        ("shop.example", 443, "https", "/"),
    ],
)
def test_it_is_knocked_on_exactly_as_asked(url: str, port: int, scheme: str, path: str) -> None:
    found = looked_up(site(front(rule("shop.example", "/"), tls=tls("shop.example"))), url)
    assert found.knock is not None
    seen = (found.knock.address, found.knock.port, found.knock.scheme, found.knock.host, found.knock.path)
    assert seen == ("shop.example", port, scheme, "shop.example", path)


def test_https_without_tls_in_the_ingress_and_the_other_way_round_are_said() -> None:
    plain, secure = front(rule("shop.example", "/")), front(rule("shop.example", "/"), tls=tls("shop.example"))
    assert any("names no TLS" in n for n in looked_up(site(plain), "https://shop.example/").notes)
    assert any("over https" in n for n in looked_up(site(secure), "http://shop.example/").notes)
    assert not any("TLS" in n for n in looked_up(site(secure), "https://shop.example/").notes)


def test_a_name_alone_means_all_rules_of_the_host() -> None:
    found = looked_up(site(front(rule("shop.example", "/", "/cart"), rule("other.example", "/"))), "shop.example")
    assert set(found.matched) == {"ingress/shop/front/shop.example/", "ingress/shop/front/shop.example/cart"}


def test_a_url_at_a_node_port_is_that_node_port() -> None:
    of = site(front(rule("shop.example", "/")))
    found = looked_up(of, "http://192.0.2.11:30080/x")
    assert found.matched == ("node-port/shop/web/80/TCP",)
    assert found.knock is not None
    assert (found.knock.address, found.knock.port, found.knock.path) == ("192.0.2.11", 30080, "/x")


def test_a_url_at_the_controllers_own_port_meets_the_rules_without_a_host() -> None:
    of = site(front(rule("", "/any"), rule("shop.example", "/")))
    found = looked_up(of, "http://192.0.2.11:31763/any")
    assert found.matched[0] == "ingress/shop/front/*/any"
    assert "node-port/ingress/controller/80/TCP" in found.matched


def test_a_rule_never_takes_a_path_that_it_only_begins_like() -> None:
    of = site(front(rule("shop.example", "/cart")))
    (only,) = of_host(of, classify(of), "shop.example")
    assert [takes(only, p) for p in ("/cart", "/cart/", "/cart/x", "/carts", "/")] == [True, True, True, False, False]
