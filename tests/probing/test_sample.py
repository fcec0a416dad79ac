from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kprobe.model.exposure import Entry
from kprobe.model.probe import PortState
from kprobe.model.route import Route
from kprobe.probing.sample import KEEP_ALL, NODES_PER_PORT, left_out
from tests.kit.ways import exposed, node_port, way


def kept(routes: Sequence[Route]) -> dict[int, set[str]]:
    out = left_out(routes)
    nodes: dict[int, set[str]] = defaultdict(set)
    for r, route in enumerate(routes):
        for e, one in enumerate(route.entries):
            if (r, e) not in out:
                nodes[r].add(one.entry.node or one.entry.address)
    return nodes


@given(
    nodes=st.integers(1, 40),
    ports=st.lists(st.sets(st.integers(0, 39), max_size=40), min_size=1, max_size=12),
    families=st.integers(1, 2),
)
@settings(max_examples=60, deadline=None)
def test_every_port_is_covered_on_three_nodes_and_every_node_once(
    nodes: int, ports: list[set[int]], families: int
) -> None:
    names = [f"node{n}" for n in range(nodes)]
    routes = [
        node_port(30000 + p, names, answering=[f"node{n}" for n in answering], families=families)
        for p, answering in enumerate(ports)
    ]
    chosen = kept(routes)
    assert set().union(*chosen.values()) == set(names)
    for r, answering in enumerate(ports):
        should = {f"node{n}" for n in answering} & set(names)
        assert len(chosen[r]) >= min(NODES_PER_PORT, nodes)
        assert not should or chosen[r] & should
        assert should == set(names) or chosen[r] - should


def test_many_ports_share_the_nodes_between_them() -> None:
    names = [f"node{n}" for n in range(30)]
    routes = [node_port(30000 + p, names, answering=names) for p in range(20)]
    assert {len(nodes) for nodes in kept(routes).values()} == {NODES_PER_PORT}


def test_one_port_alone_keeps_every_node_because_each_must_be_seen_once() -> None:
    names = [f"node{n}" for n in range(30)]
    assert kept([node_port(30000, names, answering=names)])[0] == set(names)


def test_all_addresses_of_a_chosen_node_are_kept() -> None:
    names = [f"node{n}" for n in range(30)]
    routes = [node_port(30000 + p, names, answering=names, families=2) for p in range(20)]
    out = left_out(routes)
    kept_entries = [sum((r, e) not in out for e in range(60)) for r in range(20)]
    assert set(kept_entries) == {2 * NODES_PER_PORT}


def test_an_exposure_with_few_entries_is_kept_whole() -> None:
    names = [f"node{n}" for n in range(KEEP_ALL)]
    routes = [node_port(30000 + p, names, answering=names) for p in range(20)]
    assert left_out(routes) == frozenset()


@pytest.mark.parametrize("identity", ["host-port/shop/DaemonSet/edge/8080/TCP", "load-balancer/shop/web/80/TCP"])
def test_other_kinds_are_never_sampled(identity: str) -> None:
    ways = [way(Entry(address=f"10.0.0.{n}", port=8080, node=f"node{n}"), PortState.OPEN) for n in range(50)]
    assert left_out([exposed(identity, *ways)] * 9) == frozenset()


def test_a_node_with_a_backend_of_its_own_and_one_without_are_both_kept() -> None:
    names = [f"node{n}" for n in range(40)]
    homes = {"node17", "node31"}
    routes = [node_port(30000 + p, names, answering=names) for p in range(20)]
    routes = [replace(r, entries=tuple(replace(e, local=e.entry.node in homes) for e in r.entries)) for r in routes]
    for nodes in kept(routes).values():
        assert nodes & homes
        assert nodes - homes
