"""What every scenario must have, looked at without a cluster."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from kprobe.diagnosis.catalogue import catalogue
from tests.e2e.objects import Object
from tests.e2e.verdicts.families import ALL
from tests.e2e.verdicts.words import NODE_PORTS

CODES = {item.code for item in catalogue()}
KINDS = {"host-network", "host-port", "node-port", "load-balancer", "external-ip", "ingress"}


def test_there_are_enough_and_a_third_of_them_is_healthy() -> None:
    assert len(ALL) >= 60
    assert 3 * sum(s.healthy for s in ALL) >= len(ALL)


def test_names_are_unique() -> None:
    assert [name for name, count in Counter(s.name for s in ALL).items() if count > 1] == []


@pytest.mark.parametrize("field", ["nodePort", "hostPort"])
def test_no_two_scenarios_share_a_port_of_the_nodes(field: str) -> None:
    users = Counter(number for s in ALL for number in {v for o in s.objects for v in _values(o, field)})
    assert [number for number, count in users.items() if count > 1] == []


def test_node_ports_can_be_moved_out_of_the_way_of_others() -> None:
    taken = {number for s in ALL for o in s.objects for number in _values(o, "nodePort")} - {0}
    assert len(taken & set(NODE_PORTS)) <= len(NODE_PORTS) // 2


def test_causes_have_codes_of_the_catalogue_and_somebody_guilty() -> None:
    for s in ALL:
        if s.cause:
            assert s.cause.codes, s.name
            assert set(s.cause.codes) <= CODES, s.name
            assert s.cause.subjects, s.name
            assert s.cause.because, s.name


def test_there_is_one_true_verdict() -> None:
    untold = {"unknown", "not-probed"}
    verdicts = [(s.name, verdict) for s in ALL for verdict in (s.verdict, *(v for _, v in s.others))]
    assert [(name, verdict) for name, verdict in verdicts if len(verdict) != 1 and verdict != untold] == []


def test_ways_in_are_of_a_kind_that_kprobe_knows() -> None:
    ways = [way for s in ALL for way in (s.way, *(other for other, _ in s.others)) if way]
    assert [way for way in ways if way.split("/")[0] not in KINDS] == []


def test_where_there_is_a_way_in_the_plain_client_has_a_door_to_look_at() -> None:
    assert [s.name for s in ALL if s.way and not s.doors] == []


def test_guilty_objects_are_there_or_belong_to_the_cluster() -> None:
    for s in ALL:
        made = {f"{o['kind']}/{o['metadata']['name']}" for o in s.objects} | {f"Node/$NODE{n}" for n in (1, 2, 3)}
        found = s.cause.subjects if s.cause else ()
        assert [subject for subject in found if subject not in made and "*" not in subject] == [], s.name


def _values(made: Object | Any, field: str) -> Iterator[int]:
    if isinstance(made, dict):
        yield from (value for key, value in made.items() if key == field)
        for inner in made.values():
            yield from _values(inner, field)
    elif isinstance(made, list | tuple):
        for inner in made:
            yield from _values(inner, field)
