"""Manners: an address has a part of the rate, and whoever waits for it keeps nobody else."""

from __future__ import annotations

import time

from kprobe.model.probe import PortState
from kprobe.model.probe_options import ProbeOptions
from kprobe.probing.knock import Door, Knock
from kprobe.probing.pacing import ADDRESS_SHARE
from kprobe.probing.sweep import sweep
from tests.kit import servers

COUNT = 20


def test_one_address_gets_no_more_than_its_part_of_the_rate() -> None:
    options = ProbeOptions(timeout=2, attempts=1, rate=40)
    known: dict[Door, Knock] = {}
    with servers.serving(servers.hangs_up) as served:
        doors = [Door(address=served.address, port=served.port)]
        doors += [Door(address=served.address, port=port) for port in range(1, COUNT)]
        started = time.monotonic()
        effort = sweep(doors, options, deadline=started + 60, into=known)
    assert time.monotonic() - started > (COUNT - 3) / (options.rate * ADDRESS_SHARE) * 0.8
    assert (len(known), effort.connections) == (COUNT, COUNT)


def test_another_address_is_not_kept_waiting() -> None:
    options = ProbeOptions(timeout=2, attempts=1, rate=20)
    order: list[str] = []

    class Noting(dict[Door, Knock]):
        def __setitem__(self, door: Door, knock: Knock) -> None:
            order.append(door.address)
            super().__setitem__(door, knock)

    crowd = [Door(address="127.0.0.1", port=port) for port in range(1, COUNT)]
    sweep([*crowd, Door(address="127.0.0.2", port=1)], options, deadline=time.monotonic() + 60, into=Noting())
    assert order.index("127.0.0.2") <= 5


def test_several_attempts_at_one_door_keep_to_the_pace_as_well() -> None:
    options = ProbeOptions(timeout=2, attempts=10, rate=40)
    known: dict[Door, Knock] = {}
    with servers.serving(servers.hangs_up) as served:
        door = Door(address=served.address, port=served.port)
        started = time.monotonic()
        sweep([door], options, deadline=started + 60, into=known)
    assert time.monotonic() - started > (10 - 3) / (options.rate * ADDRESS_SHARE) * 0.8
    assert (known[door].state, known[door].attempts, known[door].succeeded) == (PortState.OPEN, 10, 10)


def test_what_waits_for_its_turn_at_the_deadline_was_not_knocked_on() -> None:
    options = ProbeOptions(timeout=2, attempts=1, rate=4)
    doors = [Door(address="127.0.0.1", port=port) for port in range(1, COUNT)]
    known: dict[Door, Knock] = {}
    effort = sweep(doors, options, deadline=time.monotonic() + 0.4, into=known)
    assert 0 < len(known) == effort.connections < COUNT - 1
