from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from msgspec.structs import replace

from kprobe.model.exposure import Entry, Protocol
from kprobe.model.probe import Author, Observation, PortState, ProbeResult, Stage, Target
from kprobe.model.probe_options import ProbeOptions
from kprobe.probing.plan import Plan, plan
from kprobe.probing.run import STOPPED, probe
from kprobe.progress import Silent
from tests.kit import dns, ports, servers
from tests.kit.tls import NAME, Certificates
from tests.kit.ways import exposed, way

LOOPBACK = ("127.0.0.0/8", "::1/128")
OPTIONS = ProbeOptions(timeout=1.0, attempts=2, deadline=30, allow=LOOPBACK)


class Heard:
    """Remembers what it was told, and sends itself Ctrl-C in the phase it was asked to."""

    def __init__(self, interrupt_in: str = "") -> None:
        self.phases: list[str] = []
        self.notes: list[str] = []
        self._interrupt_in = interrupt_in

    def update(self, phase: str, done: int, total: int | None = None, note: str = "") -> None:  # noqa: ARG002
        self.phases.append(phase)
        self.notes.append(note)
        if phase == self._interrupt_in:
            self._interrupt_in = ""
            signal.raise_signal(signal.SIGINT)


def probed(*entries: Entry, options: ProbeOptions = OPTIONS, progress: Heard | None = None) -> ProbeResult:
    return probe(plan([exposed("x", *map(way, entries))], options), options, progress or Silent())


def only(result: ProbeResult) -> Observation:
    assert result.skipped == ()
    (observation,) = result.observations
    return observation


def test_an_ingress_is_asked_through_its_controller_by_name_and_pinned_address() -> None:
    with servers.serving(servers.routes({NAME: b"the shop"}), context=Certificates().good) as served:
        entry = Entry(address=served.address, port=served.port, scheme="https", host=NAME, path="/cart")
        seen = only(probed(entry))
    assert (seen.state, seen.stage, seen.attempts, seen.succeeded) == (PortState.OPEN, Stage.RESPONSE, 1, 1)
    assert seen.http is not None
    assert (seen.http.status, seen.http.author, seen.http.excerpt) == (200, Author.ROUTE, "the shop")
    assert seen.tls is not None
    assert seen.tls.names == (NAME,)
    assert 0 < seen.seconds < 1


def test_hosts_and_paths_of_one_port_share_its_connects() -> None:
    with servers.serving(servers.answers()) as served:
        entries = [Entry(address=served.address, port=served.port, scheme="http", path=f"/{n}") for n in range(5)]
        result = probed(*entries)
    assert len(result.observations) == 5
    assert served.connections == OPTIONS.attempts + 5


def test_a_name_is_resolved_by_the_system_and_knocked_on() -> None:
    with servers.serving(servers.answers()) as served:
        seen = only(probed(Entry(address="localhost", port=served.port, scheme="http")))
        hosts = {servers.header_of(head, "host") for head in served.heads}
    assert seen.state is PortState.OPEN
    assert served.address in seen.addresses
    assert hosts == {f"localhost:{served.port}"}


def test_a_name_that_resolves_to_loopback_is_not_dialled_unless_allowed() -> None:
    with servers.serving(servers.answers()) as served:
        result = probed(Entry(address="localhost", port=served.port), options=ProbeOptions(attempts=1))
    assert result.observations == ()
    assert "a loopback address" in result.skipped[0].reason
    assert served.connections == 0


def test_a_name_that_does_not_exist_is_seen_not_to() -> None:
    seen = only(probed(Entry(address="kprobe-test.invalid", port=80)))
    assert (seen.state, seen.stage) == (None, Stage.RESOLVE)
    assert seen.error


def test_tcp_and_udp_on_one_port_are_two_doors() -> None:
    with ports.udp_echo() as port:
        result = probed(
            Entry(address=servers.LOOPBACK, port=port, protocol=Protocol.UDP), Entry(address="127.0.0.1", port=port)
        )
    assert [seen.state for seen in result.observations] == [PortState.OPEN, PortState.CLOSED]


def test_progress_is_told_by_phase() -> None:
    heard = Heard()
    with servers.serving(servers.answers()) as served:
        probed(Entry(address="localhost", port=served.port, scheme="http"), progress=heard)
    assert list(dict.fromkeys(heard.phases)) == ["resolving names", "probing", "asking over HTTP"]
    assert any(note.endswith(" open") for note in heard.notes)


def test_the_deadline_keeps_what_is_known_and_says_what_was_not_reached() -> None:
    with servers.serving(servers.answers()) as quick, servers.serving(servers.silent) as slow:
        known = Entry(address=quick.address, port=quick.port)
        late = Entry(address=slow.address, port=slow.port, scheme="http")
        options = ProbeOptions(timeout=20, attempts=1, deadline=1.0, allow=LOOPBACK)
        started = time.monotonic()
        result = probed(known, late, options=options)
    assert time.monotonic() - started < 15
    assert [seen.target for seen in result.observations] == [Target.of(known)]
    assert [(one.target, one.reason) for one in result.skipped] == [(Target.of(late), result.interrupted)]
    assert result.interrupted == "the deadline of 1 s passed"


@pytest.mark.parametrize(
    ("phase", "reached"),
    [("resolving names", 0), ("probing", 1), ("asking over HTTP", 2)],
    ids=str,
)
def test_ctrl_c_keeps_what_is_known(phase: str, reached: int) -> None:
    with servers.serving(servers.answers()) as served:
        entries = (
            Entry(address="localhost", port=served.port),
            Entry(address=served.address, port=served.port, scheme="http"),
        )
        result = probed(*entries, progress=Heard(interrupt_in=phase))
    assert result.interrupted == STOPPED
    assert len(result.observations) == reached
    assert {one.reason for one in result.skipped} <= {STOPPED}
    assert len(result.observations) + len(result.skipped) == 2


def test_an_empty_plan_is_done_at_once() -> None:
    result = probe(Plan(), OPTIONS, Silent())
    assert (result.observations, result.skipped, result.interrupted) == ((), (), "")


def test_a_run_without_http_or_names_loads_neither_an_http_client_nor_a_resolver() -> None:
    code = (
        "import sys; from kprobe.model.probe import Target;"
        "from kprobe.model.probe_options import ProbeOptions; from kprobe.probing.plan import Plan;"
        "from kprobe.probing.run import probe; from kprobe.progress import Silent;"
        "t = Target(address='127.0.0.1', port=9);"
        "probe(Plan(targets=(t,)), ProbeOptions(attempts=1, allow=('127.0.0.0/8',)), Silent());"
        "sys.exit(bool({'httpx', 'h2', 'dns'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2], check=False)
    assert done.returncode == 0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has all of 127.0.0.0/8")
@pytest.mark.parametrize("scheme", ["", "http"])
def test_one_dead_address_of_three_is_named(scheme: str) -> None:
    records: dns.Zone = {"shop.example": [("CNAME", "lb.example")], "lb.example": []}
    records["lb.example"] = [("A", f"127.0.0.{n}") for n in (1, 2, 3)]
    with (
        dns.serving(dns.zone(records)) as resolver,
        servers.serving(servers.answers()) as one,
        servers.serving(servers.answers(), address="127.0.0.3", port=one.port),
    ):
        options = replace(OPTIONS, resolvers=(resolver.text,))
        seen = only(probed(Entry(address="shop.example", port=one.port, scheme=scheme), options=options))
    assert (seen.state, set(seen.addresses)) == (PortState.OPEN, {"127.0.0.1", "127.0.0.2", "127.0.0.3"})
    assert {(at.address, at.state, at.error) for at in seen.at} == {
        ("127.0.0.1", PortState.OPEN, ""),
        ("127.0.0.2", PortState.CLOSED, "refused"),
        ("127.0.0.3", PortState.OPEN, ""),
    }
    assert seen.error == "127.0.0.2: refused"
    assert 0 < seen.succeeded < seen.attempts
    assert seen.resolution is not None
    assert (seen.resolution.aliases, seen.resolution.server) == (("lb.example",), resolver.text)


def test_one_bad_endpoint_of_three_is_met_where_they_take_turns() -> None:
    good, bad = servers.answers(), servers.hangs_up
    # The sweep connects as well: what a connection meets is a matter of turns, as behind kube-proxy of chance.
    with servers.serving(servers.taking_turns(good, good, bad)) as served:
        entry = Entry(address=served.address, port=served.port, scheme="http")
        routes = [exposed("x", replace(way(entry, PortState.OPEN), backends=3))]
        seen = only(probe(plan(routes, OPTIONS), OPTIONS, Silent()))
    assert seen.state is PortState.OPEN
    assert 0 < seen.succeeded < seen.attempts
    assert seen.error


def test_a_udp_port_is_asked_what_the_entry_says_it_speaks() -> None:
    with dns.serving(dns.zone({})) as served:
        entry = Entry(address=served.address, port=served.port, protocol=Protocol.UDP, application="dns")
        seen = only(probed(entry))
    assert seen.state is PortState.OPEN
    assert set(served.asked) == {". NS"}
