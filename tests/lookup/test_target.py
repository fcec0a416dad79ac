from __future__ import annotations

import pytest

from kprobe.errors import ExitCode, UsageError
from kprobe.lookup.asked import AddressAsked, Asked, IdAsked, NameAsked, ObjectAsked, UrlAsked
from kprobe.lookup.target import parse
from kprobe.model.exposure import Protocol

WEB = ObjectAsked(kind="Service", namespace="shop", name="web")
PLACE = AddressAsked(address="192.0.2.11", port=30080)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("svc/shop/web", WEB),
        ("service/shop/web", WEB),
        ("SERVICES/shop/web", WEB),
        (" svc/shop/web ", WEB),
        ("svc/web", ObjectAsked(kind="Service", namespace=None, name="web")),
        ("svc/shop/web:80", ObjectAsked(kind="Service", namespace="shop", name="web", port=80)),
        ("svc/shop/web:http", ObjectAsked(kind="Service", namespace="shop", name="web", port="http")),
        ("deployments.apps/shop/web", ObjectAsked(kind="Deployment", namespace="shop", name="web")),
        ("ingresses.networking.k8s.io/front", ObjectAsked(kind="Ingress", namespace=None, name="front")),
        ("ing/shop/front", ObjectAsked(kind="Ingress", namespace="shop", name="front")),
        ("ingress/shop/front", ObjectAsked(kind="Ingress", namespace="shop", name="front")),
        ("po/shop/web-1", ObjectAsked(kind="Pod", namespace="shop", name="web-1")),
        ("ds/web", ObjectAsked(kind="DaemonSet", namespace=None, name="web")),
        ("sts/web", ObjectAsked(kind="StatefulSet", namespace=None, name="web")),
        ("rs/web", ObjectAsked(kind="ReplicaSet", namespace=None, name="web")),
        ("cj/web", ObjectAsked(kind="CronJob", namespace=None, name="web")),
        ("no/node1", ObjectAsked(kind="Node", namespace=None, name="node1")),
        ("node/ip-10-0-0-1.ec2.internal", ObjectAsked(kind="Node", namespace=None, name="ip-10-0-0-1.ec2.internal")),
        ("shop/web", ObjectAsked(kind="", namespace="shop", name="web")),
        ("shop/web:80", ObjectAsked(kind="", namespace="shop", name="web", port=80)),
        ("web", ObjectAsked(kind="", namespace=None, name="web")),
        ("node-port/shop/web/80/TCP", IdAsked(id="node-port/shop/web/80/TCP")),
        ("ingress/shop/front/shop.example/cart", IdAsked(id="ingress/shop/front/shop.example/cart")),
        ("ingress/shop/front/*", IdAsked(id="ingress/shop/front/*")),
        ("KP301/Service/shop/web", WEB),
        ("KP104/Service/shop/web/30102/TCP/x", WEB),
        ("KP701/Node/node1", ObjectAsked(kind="Node", namespace=None, name="node1")),
        ("https://shop.example/cart", UrlAsked(scheme="https", host="shop.example", port=None, path="/cart")),
        ("HTTP://Shop.Example:8080", UrlAsked(scheme="http", host="shop.example", port=8080, path="/")),
        ("http://shop.example./?a=1", UrlAsked(scheme="http", host="shop.example", port=None, path="/?a=1")),
        ("http://[2001:db8::11]:80/x", UrlAsked(scheme="http", host="2001:db8::11", port=80, path="/x")),
        ("shop.example/cart", UrlAsked(scheme="", host="shop.example", port=None, path="/cart")),
        ("shop.example:8443/cart", UrlAsked(scheme="", host="shop.example", port=8443, path="/cart")),
        ("shop.example", NameAsked(host="shop.example")),
        ("Shop.Example.", NameAsked(host="shop.example")),
        ("192.0.2.11:30080", PLACE),
        ("192.0.2.11", AddressAsked(address="192.0.2.11", port=None)),
        ("192.0.2.11:53/udp", AddressAsked(address="192.0.2.11", port=53, protocol=Protocol.UDP)),
        ("2001:db8::11", AddressAsked(address="2001:db8::11", port=None)),
        ("[2001:db8::11]", AddressAsked(address="2001:db8::11", port=None)),
        ("[2001:db8::11]:30080", AddressAsked(address="2001:db8::11", port=30080)),
        ("node1:30080", AddressAsked(address="node1", port=30080)),
        ("node1:53/udp", AddressAsked(address="node1", port=53, protocol=Protocol.UDP)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_typed_means(text: str, meant: Asked) -> None:
    assert parse(text, None) == meant


def test_n_gives_the_namespace_that_is_not_in_the_target() -> None:
    assert parse("svc/web", "shop") == WEB
    assert parse("web", "shop") == ObjectAsked(kind="", namespace="shop", name="web")
    assert parse("svc/shop/web", "shop") == WEB
    assert parse("node/node1", "shop") == ObjectAsked(kind="Node", namespace=None, name="node1")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no target"),
        ("svc web", "without blanks"),
        ("svc/", "empty part"),
        ("svc//web", "empty part"),
        ("thing/shop/web", "no such kind"),
        ("svc/a/b/c", "too many parts"),
        ("svc/shop/web:0", "not a port"),
        ("svc/shop/web:", "empty name or port"),
        ("node/a/b", "in no namespace"),
        ("192.0.2.11:70000", "not a port"),
        ("192.0.2.11:http", "not an address and a port"),
        ("192.0.2.11:0", "not a port"),
        ("[2001:db8::11:80", "not an address in brackets"),
        ("[shop.example]:80", "not an address in brackets"),
        ("ftp://shop.example/", "not a scheme"),
        ("https://", "names no host"),
        ("https://me:secret@shop.example/", "user name or password"),
        ("https://shop.example:port/", "not a URL"),
        ("https://shop.example:0/", "not a port"),
        ("localhost", "this machine's own"),
        ("localhost:8080", "this machine's own"),
        ("http://localhost/", "this machine's own"),
        ("127.0.0.1", "this machine's own"),
        ("[::1]:80", "this machine's own"),
        ("http://web.localhost:80/", "this machine's own"),
        ("KP301/Thing/shop/web", "not a finding's id"),
    ],
)
def test_what_cannot_be_a_target_is_refused_with_examples(text: str, words: str) -> None:
    with pytest.raises(UsageError, match=words) as refused:
        parse(text, None)
    assert refused.value.hint
    assert refused.value.exit_code is ExitCode.USAGE
    assert "secret" not in f"{refused.value.message} {refused.value.hint}"


def test_two_namespaces_are_one_too_many() -> None:
    with pytest.raises(UsageError, match="-n says bank"):
        parse("svc/shop/web", "bank")
