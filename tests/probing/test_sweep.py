from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kprobe.model.exposure import Protocol
from kprobe.model.probe import PortState
from kprobe.model.probe_options import ProbeOptions
from kprobe.probing.knock import SPREAD, Door, Knock
from kprobe.probing.pacing import APART, PER_ADDRESS
from kprobe.probing.sweep import Effort, sweep
from tests.kit import ports, servers

linux = pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux has all of 127.0.0.0/8 and drops at a full queue"
)

QUICK = ProbeOptions(timeout=0.3, attempts=2, concurrency=64)


def swept(*doors: Door, options: ProbeOptions = QUICK, seconds: float = 30) -> tuple[dict[Door, Knock], Effort]:
    known: dict[Door, Knock] = {}
    effort = sweep(doors, options, deadline=time.monotonic() + seconds, into=known)
    return known, effort


def one(port: int, *, address: str = servers.LOOPBACK, protocol: Protocol = Protocol.TCP) -> Knock:
    door = Door(address=address, port=port, protocol=protocol)
    return swept(door)[0][door]


@pytest.mark.parametrize(
    "handler",
    [servers.silent, servers.hangs_up, servers.resets, servers.speaks_first],
    ids=["silent", "hangs up", "resets", "speaks first"],
)
def test_a_port_that_takes_connections_is_open_whatever_follows(handler: servers.Handler) -> None:
    with servers.serving(handler) as served:
        knock = one(served.port)
    assert (knock.state, knock.attempts, knock.succeeded, knock.error) == (PortState.OPEN, 2, 2, "")


def test_a_port_nobody_listens_on_is_closed() -> None:
    with ports.refusing() as port:
        knock = one(port)
    assert (knock.state, knock.attempts, knock.succeeded, knock.error) == (PortState.CLOSED, 2, 0, "refused")


@linux
def test_a_port_that_swallows_connections_is_filtered() -> None:
    with ports.blackhole() as port:
        knock = one(port)
    assert (knock.state, knock.attempts, knock.error) == (PortState.FILTERED, 2, "no answer in time")
    assert knock.seconds >= 0.3


def test_ipv6_is_knocked_on_alike() -> None:
    with servers.serving(servers.silent, address="::1") as served, ports.refusing("::1") as closed:
        assert one(served.port, address="::1").state is PortState.OPEN
        assert one(closed, address="::1").state is PortState.CLOSED


UDP = {
    "a reply": (ports.udp_echo, PortState.OPEN, 2),
    "silence": (ports.udp_silent, PortState.OPEN_FILTERED, 0),
    "a refusal": (ports.udp_refusing, PortState.CLOSED, 0),
}


@pytest.mark.parametrize(("server", "state", "succeeded"), UDP.values(), ids=UDP)
def test_what_a_datagram_gets(
    server: Callable[[], contextlib.AbstractContextManager[int]], state: PortState, succeeded: int
) -> None:
    with server() as port:
        knock = one(port, protocol=Protocol.UDP)
    assert (knock.state, knock.attempts, knock.succeeded) == (state, 2, succeeded)


def test_a_door_that_opens_only_later_is_open_with_the_attempts_that_failed() -> None:
    listening: list[contextlib.AbstractContextManager[servers.Served]] = []
    with ports.refusing() as port:
        pass
    door = Door(address=servers.LOOPBACK, port=port)

    def open_up(_done: int, _opened: int) -> None:
        if not listening:
            listening.append(servers.serving(servers.silent, port=port))
            listening[0].__enter__()

    known: dict[Door, Knock] = {}
    try:
        sweep([door], QUICK, deadline=time.monotonic() + 30, into=known, tell=open_up)
    finally:
        listening[0].__exit__(None, None, None)
    knock = known[door]
    assert (knock.state, knock.succeeded, knock.attempts, knock.error) == (PortState.OPEN, 1, 2, "refused")


@linux
def test_no_more_connections_than_allowed_are_open_at_once() -> None:
    most = 0
    over = threading.Event()

    def watch() -> None:
        nonlocal most
        while not over.is_set():
            most = max(most, open_files())
            over.wait(0.002)

    with ports.blackhole("0.0.0.0") as hole, ports.refusing("0.0.0.0") as closed, listening() as opened:
        inside = open_files()
        doors = [
            Door(address=f"127.1.{n >> 8}.{n & 255}", port=hole if n % 40 == 0 else closed if n % 2 else opened)
            for n in range(2000)
        ]
        watcher = threading.Thread(target=watch)
        watcher.start()
        known, effort = swept(*doors, options=ProbeOptions(timeout=0.5, attempts=1, concurrency=50, rate=0))
        over.set()
        watcher.join()
    assert effort.peak == 50
    assert most <= inside + 50 + 3  # the selector's own, and the listing's
    states = [knock.state for knock in known.values()]
    assert len(states) == effort.connections == 2000
    assert (states.count(PortState.FILTERED), states.count(PortState.CLOSED)) == (50, 1000)
    assert states.count(PortState.OPEN) == 950


def test_one_address_is_not_flooded_and_whoever_waits_for_it_gets_a_turn() -> None:
    with contextlib.ExitStack() as stack:
        doors = [
            Door(address=servers.LOOPBACK, port=stack.enter_context(ports.udp_silent()), protocol=Protocol.UDP)
            for _ in range(PER_ADDRESS + 72)
        ]
        silent = set(doors)
        # More than a full house of doors that are answered before connect() returns: they must wake each other.
        doors += [Door(address=servers.LOOPBACK, port=port) for port in range(1, 2 * PER_ADDRESS)]
        known, effort = swept(*doors, options=ProbeOptions(timeout=0.2, attempts=1, concurrency=1000, rate=0))
    assert effort.peak == PER_ADDRESS
    assert {knock.state for door, knock in known.items() if door in silent} == {PortState.OPEN_FILTERED}
    assert len(known) == len(doors)


def test_the_rate_is_kept() -> None:
    with servers.serving(servers.hangs_up) as served:
        doors = [Door(address=f"127.0.0.{n}", port=served.port) for n in range(1, 31)]
        started = time.monotonic()
        _, effort = swept(*doors, options=ProbeOptions(timeout=1, attempts=1, rate=40))
    assert effort.connections == 30
    assert time.monotonic() - started > 29 / 40 * 0.8  # a tenth of a second's worth may come at once


OUT_OF_FILES = """
import json, resource, socket, sys, time
from kprobe.model.probe_options import ProbeOptions
from kprobe.probing.knock import Door
from kprobe.probing.sweep import sweep

hoard, known = [], {}
resource.setrlimit(resource.RLIMIT_NOFILE, (150, 150))
try:
    while True:
        hoard.append(socket.socket())
except OSError:
    hoard.pop().close()  # one for the selector

def give_back(_done, _opened):
    while hoard:
        hoard.pop().close()

doors = [Door(address="127.0.0.1", port=int(sys.argv[1])), Door(address="127.0.0.1", port=int(sys.argv[2]))]
options = ProbeOptions(timeout=5, attempts=2)
tell = give_back if sys.argv[3] == "for a while" else lambda _done, _opened: None
effort = sweep(doors, options, deadline=time.monotonic() + 30, into=known, tell=tell)
seen = [(k.state, k.succeeded, k.own_trouble) for k in map(known.get, doors)]
print(json.dumps([seen, effort.troubles > 0]))
"""


def out_of_files(how_long: str) -> object:
    with listening() as opened, ports.refusing() as closed:
        run = subprocess.run(
            [sys.executable, "-c", OUT_OF_FILES, str(opened), str(closed), how_long],
            capture_output=True,
            check=True,
            cwd=Path(__file__).parents[2],
        )
    return json.loads(run.stdout)


def test_running_out_of_descriptors_for_a_while_changes_nothing() -> None:
    assert out_of_files("for a while") == [[["open", 2, False], ["closed", 0, False]], True]


def test_running_out_of_descriptors_for_good_is_blamed_on_nobody_else() -> None:
    assert out_of_files("for good") == [[[None, 0, True], [None, 0, True]], True]


def test_what_is_known_at_the_deadline_is_kept() -> None:
    with ports.udp_silent() as silent, listening() as opened:
        slow = Door(address=servers.LOOPBACK, port=silent, protocol=Protocol.UDP)
        quick = Door(address=servers.LOOPBACK, port=opened)
        started = time.monotonic()
        known, _ = swept(slow, quick, options=ProbeOptions(timeout=20, attempts=1), seconds=0.3)
    assert time.monotonic() - started < 10
    assert set(known) == {quick}


def test_an_interruption_keeps_what_is_known_and_closes_what_is_open() -> None:
    def interrupt(_done: int, _opened: int) -> None:
        raise KeyboardInterrupt

    with ports.udp_silent() as silent, listening() as opened:
        slow = Door(address=servers.LOOPBACK, port=silent, protocol=Protocol.UDP)
        quick = Door(address=servers.LOOPBACK, port=opened)
        known: dict[Door, Knock] = {}
        with pytest.raises(KeyboardInterrupt):
            sweep([slow, quick], QUICK, deadline=time.monotonic() + 30, into=known, tell=interrupt)
    assert set(known) == {quick}


def test_nothing_to_knock_on_is_done_at_once() -> None:
    assert swept() == ({}, Effort(connections=0, peak=0, troubles=0))


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@contextlib.contextmanager
def listening() -> Iterator[int]:
    """A port of every loopback address whose connections the kernel alone takes."""
    with socket.socket() as listener:
        listener.bind(("0.0.0.0", 0))
        listener.listen(4096)
        yield listener.getsockname()[1]


def test_one_refusal_is_enough_where_it_was_foreseen() -> None:
    with ports.refusing() as expected, ports.refusing() as surprising:
        doors = [Door(address=servers.LOOPBACK, port=port) for port in (expected, surprising)]
        known: dict[Door, Knock] = {}
        sweep(doors, QUICK, deadline=time.monotonic() + 30, into=known, foreseen=frozenset(doors[:1]))
    assert [(known[door].state, known[door].attempts) for door in doors] == [
        (PortState.CLOSED, 1),
        (PortState.CLOSED, 2),
    ]


def test_a_foreseen_refusal_that_answers_is_knocked_on_as_any_other() -> None:
    with servers.serving(servers.silent) as served:
        door = Door(address=servers.LOOPBACK, port=served.port)
        known: dict[Door, Knock] = {}
        sweep([door], QUICK, deadline=time.monotonic() + 30, into=known, foreseen=frozenset([door]))
    assert (known[door].state, known[door].attempts) == (PortState.OPEN, 2)


@linux
def test_silent_doors_of_an_address_that_lives_are_tried_again_one_after_the_other() -> None:
    with ports.refusing() as alive, ports.blackhole() as first, ports.blackhole() as second:
        doors = [Door(address=servers.LOOPBACK, port=port) for port in (alive, first, second)]
        known: dict[Door, Knock] = {}
        began = time.monotonic()
        sweep(doors, QUICK, deadline=began + 30, into=known)
    assert time.monotonic() - began >= SPREAD + APART, "the second one has to wait for its turn"
    assert [known[door].state for door in doors] == [PortState.CLOSED, PortState.FILTERED, PortState.FILTERED]
