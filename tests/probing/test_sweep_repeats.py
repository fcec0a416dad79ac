"""Doors behind several backends, and UDP doors of a known application."""

from __future__ import annotations

import sys
import time

import pytest

from kprobe.model.exposure import Protocol
from kprobe.model.probe import PortState
from kprobe.model.probe_options import ProbeOptions
from kprobe.probing.knock import Door, Knock
from kprobe.probing.sweep import sweep
from tests.kit import ports, servers

QUICK = ProbeOptions(timeout=0.3, attempts=2, concurrency=64)


def repeated(port: int, times: int, options: ProbeOptions = QUICK) -> Knock:
    door = Door(address=servers.LOOPBACK, port=port)
    known: dict[Door, Knock] = {}
    sweep([door], options, deadline=time.monotonic() + 30, into=known, repeat={door: times})
    return known[door]


def test_an_open_door_behind_several_backends_is_tried_as_often_as_planned() -> None:
    with servers.serving(servers.hangs_up) as served:
        knock = repeated(served.port, 12)
    assert (knock.attempts, knock.succeeded) == (12, 12)


def test_a_refusing_one_is_tried_twice_as_often_and_no_more() -> None:
    with ports.refusing() as port:
        knock = repeated(port, 12, ProbeOptions(timeout=0.3, attempts=2))
    assert (knock.state, knock.attempts, knock.succeeded) == (PortState.CLOSED, 4, 0)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux drops at a full queue")
def test_a_silent_one_is_not_waited_for_more_often() -> None:
    with ports.blackhole() as port:
        assert repeated(port, 12).attempts == 2


def test_a_udp_port_is_asked_what_its_application_answers() -> None:
    with ports.udp_answering(lambda data: b"\x24" if data[:1] == b"\x23" and len(data) == 48 else None) as port:
        asked = {
            application: Door(address=servers.LOOPBACK, port=port, protocol=Protocol.UDP, application=application)
            for application in ("", "ntp")
        }
        known: dict[Door, Knock] = {}
        sweep(asked.values(), QUICK, deadline=time.monotonic() + 30, into=known)
    states = {application: known[door].state for application, door in asked.items()}
    assert states == {"": PortState.OPEN_FILTERED, "ntp": PortState.OPEN}
