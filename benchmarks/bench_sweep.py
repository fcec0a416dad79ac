"""The sweep: against `nmap -sT` on addresses that all answer, and against the clock where half of them are silent.

Everything happens on 127.1.0.0/16 (Linux has all of it). Whoever "answers" is the kernel alone: listeners whose
connections nobody accepts, several on one port, as each queue is bounded. Whoever is "silent" is a listener whose queue
is full, so that the kernel drops what comes (`tests/kit/ports.blackhole`): the silence of a firewall that drops.

nmap is held to the seconds that it says itself, without those of its start; the sweep to those from the list of
addresses to the lines of its result. Both make one attempt where an address answers.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from benchmarks.row import Bench, Row
from kprobe.model.probe import PortState
from kprobe.model.probe_options import ProbeOptions
from kprobe.probing.knock import Door, Knock
from kprobe.probing.sweep import sweep
from tests.kit.ports import blackhole

ADDRESSES = 20_000
TARGETS = 5_000
QUEUE = Path("/proc/sys/net/core/somaxconn")
ONCE = ProbeOptions(attempts=1, timeout=2.0, concurrency=500, rate=0.0)
PATIENT = ProbeOptions(concurrency=TARGETS, rate=0.0)


@contextmanager
def answering(connections: int) -> Iterator[int]:
    """A port of every loopback address that takes so many `connections` before a queue is full."""
    queue = int(QUEUE.read_text())
    with ExitStack() as stack:
        port = 0
        for _ in range(2 * connections // queue + 1):  # the kernel does not deal them out quite evenly
            listener = stack.enter_context(socket.socket())
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            listener.bind(("0.0.0.0", port))
            listener.listen(queue)
            port = listener.getsockname()[1]
        yield port


def addresses(count: int) -> list[str]:
    return [f"127.1.{n >> 8}.{n & 255}" for n in range(count)]


def _swept(names: Sequence[str]) -> float:
    """Seconds from a list of addresses to a list of lines, as nmap counts its own."""
    with answering(len(names)) as port, Path(os.devnull).open("w") as out:
        started = time.monotonic()
        known: dict[Door, Knock] = {}
        sweep({Door(address=name, port=port): None for name in names}, ONCE, deadline=started + 600, into=known)
        out.writelines(f"{door.address}:{door.port} {knock.state}\n" for door, knock in known.items())
        seconds = time.monotonic() - started
    _all(sum(knock.state is PortState.OPEN for knock in known.values()), len(names))
    return seconds


def _nmapped(names: Sequence[str]) -> tuple[float, float]:
    """Seconds that nmap says its scan took, and those of the whole process."""
    with answering(len(names)) as port:
        command = ["nmap", "-sT", "-Pn", "-n", "-T5", "-p", str(port), "-oG", "-", "-iL", "-"]
        started = time.monotonic()
        said = subprocess.run(command, input="\n".join(names), capture_output=True, text=True, check=True).stdout
        seconds = time.monotonic() - started
    _all(said.count("/open/"), len(names))
    own = re.search(r"scanned in ([\d.]+) seconds", said)
    assert own is not None
    return float(own[1]), seconds


def _all(opened: int, count: int) -> None:
    if opened != count:
        raise RuntimeError(f"only {opened} of {count} addresses were seen open")


def _against_nmap(rounds: int) -> Row:
    row = Row(
        what=f"TCP sweep of {ADDRESSES:,} addresses that answer, one attempt each: rate",
        control="nmap -sT -Pn -n -T5, by the seconds that it prints",
        least=1.2,
    )
    if shutil.which("nmap") is None:
        return replace(row, needs="nmap")
    names = addresses(ADDRESSES)
    _swept(names), _nmapped(names)
    measured = [(_swept(names), *_nmapped(names)) for _ in range(rounds)]
    ours, theirs, whole = (sorted(column)[rounds // 2] for column in zip(*measured, strict=True))
    return replace(
        row,
        samples=tuple(own / mine for mine, own, _ in measured),
        detail=f"{ADDRESSES / ours:,.0f}/s and {ADDRESSES / theirs:,.0f}/s (nmap's whole process {whole:.2f} s)",
    )


def _half_silent(rounds: int) -> Row:
    floor = PATIENT.attempts * PATIENT.timeout
    samples, false = [], 0
    for _ in range(rounds):
        with answering(PATIENT.attempts * TARGETS) as port, blackhole("0.0.0.0") as hole:
            doors = [Door(address=name, port=hole if n % 2 else port) for n, name in enumerate(addresses(TARGETS))]
            known: dict[Door, Knock] = {}
            started = time.monotonic()
            sweep(doors, PATIENT, deadline=started + 600, into=known)
            samples.append((time.monotonic() - started) / floor)
        false += sum(
            known[door].state is not (PortState.OPEN if door.port == port else PortState.FILTERED) for door in doors
        )
    if false:
        raise RuntimeError(f"{false} targets were called what they are not")
    return Row(
        what=f"TCP sweep of {TARGETS:,} addresses, every second one silent, no limit of rate: time",
        control=f"attempts x timeout, {PATIENT.attempts} x {PATIENT.timeout:g} s",
        samples=tuple(samples),
        most=1.15,
        detail="none called what it is not",
    )


def rows(rounds: int) -> Iterator[Row]:
    if sys.platform != "linux":
        yield Row(what="TCP sweep", needs="Linux, which has all of 127.0.0.0/8")
        return
    yield _against_nmap(rounds)
    yield _half_silent(rounds)


BENCH = Bench(slug="sweep", about="how fast it is knocked, and how much of the time silence takes", rows=rows)
