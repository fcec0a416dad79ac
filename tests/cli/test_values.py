from __future__ import annotations

import pytest

from kprobe.cli import values
from kprobe.errors import UsageError
from kprobe.model.probe_options import ProbeOptions
from kprobe.model.snapshot import NodePortRange


def test_namespaces_are_kept_in_order_each_once() -> None:
    assert values.namespaces(["shop", "infra", "shop"]) == ("shop", "infra")


@pytest.mark.parametrize("name", ["", "-a", "a-", "A", "a/b", "a.b", "x" * 64])
def test_what_no_namespace_may_be_called_is_refused(name: str) -> None:
    with pytest.raises(UsageError):
        values.namespaces([name])


def test_a_range_of_node_ports_is_proven_by_being_given() -> None:
    assert values.node_port_range(" 30000-32000 ") == NodePortRange(
        first=30000, last=32000, source="--node-port-range", proven=True
    )
    assert values.node_port_range(None) is None


@pytest.mark.parametrize("text", ["", "30000", "30000-", "0-100", "1-65536", "200-100", "a-b", "٣-٤"])
def test_what_is_no_range_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        values.node_port_range(text)


@pytest.mark.parametrize("text", ["", "app=web", "app in (a,b),!debug"])
def test_a_selector_passes_as_it_is(text: str) -> None:
    assert values.selector(text) == text


def test_probe_options_are_what_was_given() -> None:
    assert values.probe_options(
        enabled=False,
        timeout=0.5,
        attempts=1,
        deadline=10,
        concurrency=5,
        rate=0,
        allow=["127.0.0.1/8"],
        resolvers=["10.0.0.10", "[fd00::a]:5353"],
    ) == ProbeOptions(
        enabled=False,
        timeout=0.5,
        attempts=1,
        deadline=10,
        concurrency=5,
        rate=0,
        allow=("127.0.0.0/8",),
        resolvers=("10.0.0.10:53", "[fd00::a]:5353"),
    )
