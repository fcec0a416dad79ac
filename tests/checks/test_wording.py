from __future__ import annotations

import pytest

from kprobe.checks.wording import listed, nodes_text, port_text


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, ""), (1, "a"), (2, "a and b"), (3, "a, b and c"), (4, "a, b, c and d"), (6, "a, b, c, d and 2 more")],
)
def test_lists_read_as_sentences(count: int, text: str) -> None:
    assert listed("abcdef"[:count]) == text


def test_nodes_are_sorted_and_named_once() -> None:
    assert nodes_text(["node2", "node1", "node2"]) == "on node1 and node2"


@pytest.mark.parametrize(
    ("address", "text"),
    [("", "80/TCP"), ("192.0.2.1", "192.0.2.1:80/TCP"), ("2001:db8::1", "[2001:db8::1]:80/TCP")],
)
def test_a_port_is_written_as_a_person_writes_it(address: str, text: str) -> None:
    assert port_text(80, "TCP", address) == text
