from __future__ import annotations

import shlex

import pytest
from msgspec.structs import replace

from kprobe.model.diagnosis import Verdict
from kprobe.model.exposure import Entry, Protocol
from kprobe.model.refs import Ref
from kprobe.render.people.proof import knock, proof, shown
from tests.kit import reports, targets


@pytest.mark.parametrize(
    ("subject", "command"),
    [
        (targets.SERVICE, "kubectl -n shop get endpointslices -l kubernetes.io/service-name=web"),
        (Ref(kind="Pod", namespace="shop", name="web-1"), "kubectl -n shop describe pod web-1"),
        (Ref(kind="Node", name="node1"), "kubectl describe node node1"),
        (Ref(kind="IngressClass", name="edge"), "kubectl get ingressclasses"),
        (Ref(kind="Cluster", name="lab"), ""),
    ],
)
def test_an_object_is_shown(subject: Ref, command: str) -> None:
    assert shown(subject) == command


def test_a_name_that_no_api_server_takes_is_put_in_no_command() -> None:
    assert shown(Ref(kind="Pod", namespace="shop", name="x; rm -rf ~")) == ""


def test_a_load_balancer_without_an_address_is_proven_by_its_events() -> None:
    item = reports.reported(reports.load_balancer("mq"), Verdict.UNREACHABLE, cause="nobody claims the class")
    assert proof(item) == "kubectl -n infra describe service mq"


def test_what_the_configuration_foretells_is_proven_by_the_guilty_object() -> None:
    assert proof(targets.refused()).startswith("kubectl -n shop get endpointslices")


def test_what_it_does_not_foretell_is_proven_by_the_same_knock() -> None:
    assert proof(targets.one_node_silent()) == "nc -vz -w 3 198.51.100.13 30080"


def test_a_rule_is_asked_for_at_the_address_that_was_asked() -> None:
    entry = reports.ingress("front", "shop.example.com", "/cart").entries[0]
    assert shlex.split(knock(entry))[-3:] == [
        "--resolve",
        "shop.example.com:443:203.0.113.7",
        "https://shop.example.com:443/cart",
    ]


def test_what_strangers_wrote_is_quoted() -> None:
    entry = Entry(address="203.0.113.7", port=80, scheme="http", host="shop.example.com", path="/$(reboot)'")
    assert shlex.split(knock(entry))[-1] == "http://shop.example.com:80/$(reboot)'"


def test_a_silent_udp_port_is_not_proven_by_a_tcp_tool() -> None:
    assert knock(Entry(address="203.0.113.7", port=53, protocol=Protocol.UDP)) == ""


def test_a_healthy_way_in_needs_no_proof() -> None:
    assert proof(replace(targets.open_everywhere(), diagnosis=None)) == ""
