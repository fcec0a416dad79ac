from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kprobe.model.exposure import Entry, Protocol
from kprobe.model.probe import PortState, Target
from kprobe.model.probe_options import ProbeOptions
from kprobe.model.route import Route
from kprobe.probing.plan import MOST_EXTRA, OFF, plan
from tests.kit.ways import exposed, way

OPEN = PortState.OPEN


def test_each_target_is_planned_once_whatever_shares_it() -> None:
    shared = Entry(address="10.0.0.1", port=80, node="a")
    routes = [exposed("host-port/a", way(shared, OPEN)), exposed("external-ip/b", way(shared, OPEN))]
    assert plan(routes, ProbeOptions()).targets == (Target(address="10.0.0.1", port=80),)


def test_with_probing_off_everything_is_skipped_once() -> None:
    shared = Entry(address="10.0.0.1", port=80)
    done = plan([exposed("a", way(shared)), exposed("b", way(shared))], ProbeOptions(enabled=False))
    assert done.targets == ()
    assert [one.reason for one in done.skipped] == [OFF]


ENTRIES = {
    "SCTP": (Entry(address="10.0.0.1", port=80, protocol=Protocol.SCTP), "SCTP"),
    "a loopback address": (Entry(address="127.0.0.1", port=80), "loopback"),
    "a metadata address": (Entry(address="169.254.169.254", port=80, scheme="http"), "metadata"),
    "port 0": (Entry(address="10.0.0.1", port=0), "not a port"),
    "a name that is none": (Entry(address="a b", port=80), "not a DNS name"),
    "a wildcard host": (Entry(address="10.0.0.1", port=80, scheme="http", host="*.a.example"), "not a DNS name"),
    "a host with a line break": (Entry(address="10.0.0.1", port=80, scheme="http", host="a\r\nX: b"), "not a DNS"),
    "a path with a space": (Entry(address="10.0.0.1", port=80, scheme="http", path="/a b"), "path cannot be sent"),
    "a path with a line break": (Entry(address="10.0.0.1", port=80, scheme="http", path="/\r\n"), "path cannot"),
    "an unknown scheme": (Entry(address="10.0.0.1", port=80, scheme="gopher"), "scheme"),
}


@pytest.mark.parametrize(("entry", "reason"), ENTRIES.values(), ids=ENTRIES)
def test_what_cannot_or_may_not_be_knocked_on_is_skipped_with_its_reason(entry: Entry, reason: str) -> None:
    done = plan([exposed("x", way(entry))], ProbeOptions())
    assert done.targets == ()
    assert reason in done.skipped[0].reason


FINE = {
    "an address": Entry(address="10.0.0.1", port=80),
    "a name": Entry(address="lb.example", port=443, scheme="https"),
    "UDP": Entry(address="10.0.0.1", port=53, protocol=Protocol.UDP),
    "a host and a path": Entry(address="10.0.0.1", port=80, scheme="http", host="a.example", path="/x?y"),
    "a host that a bare TCP probe does not send": Entry(address="10.0.0.1", port=80, host="*.a.example"),
}


@pytest.mark.parametrize("entry", FINE.values(), ids=FINE)
def test_what_can_be_knocked_on_is_planned(entry: Entry) -> None:
    done = plan([exposed("x", way(entry))], ProbeOptions())
    assert (done.targets, done.skipped) == ((Target.of(entry),), ())


def test_an_allowed_loopback_address_is_planned() -> None:
    done = plan([exposed("x", way(Entry(address="127.0.0.1", port=80)))], ProbeOptions(allow=("127.0.0.0/8",)))
    assert len(done.targets) == 1


@given(address=st.text(max_size=30), host=st.text(max_size=30), path=st.text(max_size=30), port=st.integers())
def test_any_entry_ends_up_in_exactly_one_place(address: str, host: str, path: str, port: int) -> None:
    entry = Entry(address=address, port=port, scheme="http", host=host, path=path)
    done = plan([exposed("x", way(entry))], ProbeOptions())
    assert len(done.targets) + len(done.skipped) == 1


CLOSED, OPEN = PortState.CLOSED, PortState.OPEN
DOOR = Entry(address="192.0.2.1", port=30080)


@pytest.mark.parametrize(
    ("routes", "foreseen"),
    [
        pytest.param([exposed("a", way(DOOR, CLOSED))], True, id="a refusal is all that is predicted"),
        pytest.param([exposed("a", way(DOOR, CLOSED, PortState.FILTERED))], True, id="a limit on ICMP may hide it"),
        pytest.param([exposed("a", way(DOOR, PortState.FILTERED))], False, id="silence is predicted"),
        pytest.param([exposed("a", way(DOOR, CLOSED, OPEN))], False, id="something may answer"),
        pytest.param([exposed("a", way(DOOR, OPEN))], False, id="it should answer"),
        pytest.param([exposed("a", way(DOOR))], False, id="nothing is predicted"),
        pytest.param(
            [exposed("a", way(DOOR, CLOSED)), exposed("b", way(DOOR, OPEN))], False, id="another way in expects it open"
        ),
    ],
)
def test_which_refusals_are_foreseen(routes: list[Route], foreseen: bool) -> None:  # noqa: FBT001
    assert (Target.of(DOOR) in plan(routes, ProbeOptions()).foreseen) is foreseen


REPEATS = {
    "one backend": (1, Protocol.TCP, 0),
    "two": (2, Protocol.TCP, 8),
    "three": (3, Protocol.TCP, 12),
    "eight": (8, Protocol.TCP, 16),
    "too many": (9, Protocol.TCP, 0),
    "none": (0, Protocol.TCP, 0),
    "UDP": (3, Protocol.UDP, 0),
}


@pytest.mark.parametrize(("backends", "protocol", "times"), REPEATS.values(), ids=REPEATS)
def test_backends_that_take_turns_are_tried_often_enough_to_meet_each(
    backends: int, protocol: Protocol, times: int
) -> None:
    entry = Entry(address="10.0.0.1", port=80, protocol=protocol)
    done = plan([exposed("x", replace(way(entry, OPEN), backends=backends))], ProbeOptions())
    assert done.repeat == ({Target.of(entry): times} if times else {})


def test_a_target_of_two_exposures_is_tried_as_often_as_the_one_with_more_backends_needs() -> None:
    entry = Entry(address="10.0.0.1", port=80)
    routes = [exposed(str(n), replace(way(entry, OPEN), backends=n)) for n in (3, 2, 1)]
    assert plan(routes, ProbeOptions()).repeat == {Target.of(entry): 12}


def test_a_large_cluster_gets_repeats_up_to_a_bound_every_exposure_in_its_turn() -> None:
    def routes(scheme: str) -> list[Route]:
        return [
            exposed(
                f"{scheme}{n}",
                *(
                    replace(
                        way(Entry(address=f"10.{n >> 8}.{n & 255}.{node}", port=80, scheme=scheme), OPEN), backends=2
                    )
                    for node in (1, 2)
                ),
            )
            for n in range(200)
        ]

    web = plan(routes("http"), ProbeOptions()).repeat
    assert sum(web.values()) == MOST_EXTRA[True]
    assert sum(target.address.endswith(".1") for target in web) == 200
    assert len(plan(routes(""), ProbeOptions()).repeat) == 400
