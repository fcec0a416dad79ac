"""How fast the sweep knocks, against asyncio's streams and (where installed) nmap, in one run on one machine.

    python -m benchmarks.bench_sweep [--doors 16384] [--concurrency 500]

Everything happens on 127.1.0.0/16 (Linux). The second table has half of the doors silent: there the floor is what
nobody can beat, attempts x timeout, and the sweep should stay within a tenth of it.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

if __package__ in {None, ""}:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from kprobe.model.probe import PortState, ProbeOptions
from kprobe.probing.knock import Door, Knock
from kprobe.probing.sweep import sweep
from tests.kit.ports import blackhole

PORTS = 4
QUEUE = Path("/proc/sys/net/core/somaxconn")


@contextmanager
def _answering() -> Iterator[list[int]]:
    """Ports that answer on every loopback address: the kernel takes the connections, nobody has to accept them."""
    with ExitStack() as stack:
        listeners = [stack.enter_context(socket.socket()) for _ in range(PORTS)]
        for listener in listeners:
            listener.bind(("0.0.0.0", 0))
            listener.listen(1 << 16)
        yield [listener.getsockname()[1] for listener in listeners]


def _addresses(count: int) -> list[str]:
    return [f"127.1.{n >> 8}.{n & 255}" for n in range(count)]


def _doors(ports: list[int], count: int) -> list[Door]:
    return [Door(address=address, port=port) for port in ports for address in _addresses(count // len(ports))]


def _sweep(doors: list[Door], options: ProbeOptions) -> tuple[float, int]:
    known: dict[Door, Knock] = {}
    started = time.monotonic()
    sweep(doors, options, deadline=started + 600, into=known)
    return time.monotonic() - started, sum(knock.state is PortState.OPEN for knock in known.values())


def _streams(doors: list[Door], concurrency: int, timeout: float) -> tuple[float, int]:
    opened = 0

    async def work(queue: Iterator[Door]) -> None:
        nonlocal opened
        for door in queue:
            try:
                async with asyncio.timeout(timeout):
                    _, writer = await asyncio.open_connection(door.address, door.port)
            except OSError:
                continue
            opened += 1
            writer.close()

    async def main() -> None:
        queue = iter(doors)
        await asyncio.gather(*(work(queue) for _ in range(concurrency)))

    started = time.monotonic()
    asyncio.run(main())
    return time.monotonic() - started, opened


def _nmap(doors: list[Door]) -> tuple[float, int]:
    names = "\n".join(dict.fromkeys(door.address for door in doors))
    ports = ",".join(dict.fromkeys(str(door.port) for door in doors))
    command = ["nmap", "-sT", "-Pn", "-n", "-T5", "-p", ports, "-oG", "-", "-iL", "-"]
    started = time.monotonic()
    result = subprocess.run(command, input=names, capture_output=True, text=True, check=True)
    return time.monotonic() - started, result.stdout.count("/open/")


def _row(name: str, wall: float, opened: int, doors: int, best: float) -> None:
    print(f"{name:<28}{wall:>8.2f} s{doors / wall:>12,.0f}/s{opened:>9,} open{wall / best:>8.2f} x")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--doors", type=int, default=16000)
    parser.add_argument("--concurrency", type=int, default=500)
    given = parser.parse_args()
    count = min(given.doors, PORTS * int(QUEUE.read_text())) // PORTS * PORTS
    once = ProbeOptions(attempts=1, timeout=2.0, concurrency=given.concurrency)
    engines: dict[str, Callable[[list[Door]], tuple[float, int]]] = {
        "kprobe sweep": lambda doors: _sweep(doors, once),
        "asyncio.open_connection": lambda doors: _streams(doors, given.concurrency, 2.0),
    }
    if shutil.which("nmap"):
        engines["nmap -sT -T5"] = _nmap
    print(f"{count:,} doors, all answering, {given.concurrency} at once, one attempt")
    best = 0.0
    for name, engine in engines.items():
        with _answering() as ports:
            wall, opened = engine(_doors(ports, count))
        best = best or wall
        _row(name, wall, opened, count, best)

    with _answering() as ports, blackhole("0.0.0.0") as hole:
        half = _doors([ports[0], hole], 2000)
        patient = ProbeOptions(attempts=2, timeout=1.5, concurrency=2000)
        floor = patient.attempts * patient.timeout
        print(f"\n{len(half):,} doors, half of them silent, {patient.concurrency} at once, {patient.attempts} attempts")
        _row("attempts x timeout (floor)", floor, 0, len(half), floor)
        _row("kprobe sweep", *_sweep(half, patient), len(half), floor)


if __name__ == "__main__":
    main()
