from __future__ import annotations

import threading
import time

import pytest

from kprobe.probing import resolve as module
from kprobe.probing.resolution import Resolution
from kprobe.probing.resolve import resolve
from tests.kit import dns


def test_each_name_is_asked_for_once() -> None:
    asked: list[str] = []

    def lookup(name: str) -> Resolution:
        asked.append(name)
        return Resolution(addresses=("10.0.0.1",))

    known: dict[str, Resolution] = {}
    resolve(["a", "b", "a", "b"], deadline=time.monotonic() + 10, into=known, lookup=lookup)
    assert sorted(asked) == ["a", "b"]
    assert set(known) == {"a", "b"}


def test_names_are_resolved_side_by_side() -> None:
    together = threading.Barrier(10, timeout=10)

    def lookup(_name: str) -> Resolution:
        together.wait()  # breaks unless ten threads are here at once
        return Resolution(addresses=("10.0.0.1",))

    known: dict[str, Resolution] = {}
    resolve(map(str, range(10)), deadline=time.monotonic() + 10, into=known, lookup=lookup)
    assert len(known) == 10


def test_a_resolver_that_hangs_does_not_hold_up_the_others_nor_the_deadline() -> None:
    release = threading.Event()

    def lookup(name: str) -> Resolution:
        if name == "slow":
            release.wait(30)
        return Resolution(addresses=("10.0.0.1",))

    known: dict[str, Resolution] = {}
    started = time.monotonic()
    resolve(["slow", "quick"], deadline=started + 0.3, into=known, lookup=lookup)
    assert time.monotonic() - started < 10
    assert set(known) == {"quick"}
    release.set()


def test_a_resolver_that_is_silent_for_too_long_is_the_probers_own_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.2)
    release = threading.Event()

    def lookup(_name: str) -> Resolution:
        release.wait(30)
        return Resolution()

    known: dict[str, Resolution] = {}
    resolve(["slow"], deadline=time.monotonic() + 30, into=known, lookup=lookup)
    assert known["slow"].own_trouble
    release.set()


def test_nothing_to_resolve_is_done_at_once() -> None:
    known: dict[str, Resolution] = {}
    resolve([], deadline=time.monotonic() + 30, into=known)
    assert known == {}


def test_a_lookup_that_stumbles_is_told_and_loses_no_other_name() -> None:
    def lookup(name: str) -> Resolution:
        if name == "odd":
            raise RuntimeError
        return Resolution(addresses=("10.0.0.1",))

    known: dict[str, Resolution] = {}
    resolve(["odd", "good"], deadline=time.monotonic() + 10, into=known, lookup=lookup)
    assert (known["odd"].addresses, known["odd"].own_trouble) == ((), True)
    assert known["good"].addresses == ("10.0.0.1",)


def test_a_dns_server_that_is_named_is_asked() -> None:
    with dns.serving(dns.zone({"shop.example": [("A", "10.0.0.7")]})) as served:
        known: dict[str, Resolution] = {}
        resolve(["shop.example"], deadline=time.monotonic() + 30, servers=(served.text,), into=known)
    assert known["shop.example"].addresses == ("10.0.0.7",)
