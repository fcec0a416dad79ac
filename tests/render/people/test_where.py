from __future__ import annotations

import pytest
from msgspec.structs import replace

from kprobe.model.exposure import Entry, Exposure, Protocol
from kprobe.render.people.where import asked, where
from kprobe.render.people.words import way_in
from tests.kit.reports import host_port, ingress, load_balancer, node_port

FRONT = ingress("front", "shop.example.com", "/cart")
MQ = load_balancer("mq", address="203.0.113.9")
DUAL = replace(MQ, entries=(*MQ.entries, Entry(address="2001:db8::9", port=5672)))


@pytest.mark.parametrize(
    ("exposure", "text"),
    [
        (node_port("web", 30080), ":30080 on 3 nodes"),
        (node_port("dns", 30053, protocol=Protocol.UDP), ":30053/UDP on 3 nodes"),
        (host_port("edge", 80), "node2 :80"),
        (FRONT, "https://shop.example.com/cart"),
        (replace(FRONT, tls=False, host=None, path=None), "http://*/"),
        (MQ, "203.0.113.9:5672"),
        (DUAL, ":5672 on 2 addresses"),
        (replace(MQ, entries=DUAL.entries[1:]), "[2001:db8::9]:5672"),
        (load_balancer("mq"), ":5672, no address yet"),
    ],
    ids=[
        "several nodes",
        "UDP",
        "one node",
        "a URL",
        "any host, in the clear",
        "one address",
        "two addresses",
        "IPv6",
        "pending",
    ],
)
def test_where_a_client_would_aim(exposure: Exposure, text: str) -> None:
    assert where(exposure) == text


@pytest.mark.parametrize(
    ("exposure", "text"),
    [
        (node_port("web", 30080), "NodePort web"),
        (host_port("edge", 80), "host port edge"),
        (host_port("nginx", 80, kind="host-network"), "host network nginx"),
        (FRONT, "Ingress front"),
        (MQ, "LoadBalancer mq"),
        (replace(MQ, kind="external-ip"), "external IP mq"),
        (replace(MQ, kind="of-tomorrow"), "of-tomorrow mq"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_way_in_by_name(exposure: Exposure, text: str) -> None:
    assert way_in(exposure) == text


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        (Entry(address="10.0.0.5", port=443, scheme="https", host="a.example", path="/x"), "https://a.example/x"),
        (Entry(address="10.0.0.5", port=31763, scheme="http", host="a.example"), "http://a.example:31763/"),
        (Entry(address="2001:db8::5", port=8080, scheme="http"), "http://[2001:db8::5]:8080/"),
        (Entry(address="10.0.0.5", port=5672), ""),
    ],
    ids=["the scheme's own port goes without saying", "another port is said", "IPv6 in brackets", "a bare port"],
)
def test_what_an_entry_is_asked_for(entry: Entry, text: str) -> None:
    assert asked(entry) == text
