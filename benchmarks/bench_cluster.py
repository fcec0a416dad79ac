"""A real API server with thousands of objects: `KPROBE_BENCH_KUBECONFIG=… make bench BENCH=cluster`.

Meant for 1,500 Services with 7,500 pods on simulated nodes, where nothing stands behind any NodePort. In turn, several
in a row: a whole `kprobe scan --no-probe -o json`; a raw read of the five kinds, page after page over one connection,
nothing decoded; and once `kubectl get -A -o json` of them. The API server's own processor time is that of the one
`kube-apiserver` on this machine, if there is one, without what it takes when nobody reads. At last scans that knock, in
vain, until their deadline.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.process import KPROBE, PYTHON, Run, run
from benchmarks.row import Bench, Row

KUBECONFIG = "KPROBE_BENCH_KUBECONFIG"
DEADLINE = 30  # seconds
_NOTHING_LEFT = 3.0  # seconds until the API server has ended what a reader that is gone had asked for
_IDLE = 60.0  # seconds
# Every second reader or so makes the API server collect its garbage, which takes longer than to answer one.
_IN_A_ROW = 6
_FIVE = "pods,services,endpointslices.discovery.k8s.io,nodes,ingresses.networking.k8s.io"
_RAW = """
import re, sys, urllib3
from kubernetes import client, config
config.load_kube_config(sys.argv[1])
api = client.ApiClient()
pool, host = api.rest_client.pool_manager, api.configuration.host
for path in (
    "/api/v1/pods",
    "/api/v1/services",
    "/apis/discovery.k8s.io/v1/endpointslices",
    "/api/v1/nodes",
    "/apis/networking.k8s.io/v1/ingresses",
):
    token = ""
    while token is not None:
        body = pool.request("GET", f"{host}{path}?limit=500{token}").data
        found = re.search(rb'"continue":"([^"]+)"', body[:2000])
        token = f"&continue={found[1].decode()}" if found else None
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """Runs in a row, and the seconds of processor time that the API server spent for each (0: it is not here)."""

    runs: tuple[Run, ...]
    server: float

    @property
    def seconds(self) -> float:
        """Of the run in the middle."""
        return median(run.seconds for run in self.runs)


def _server() -> int:
    """The process id of the only kube-apiserver here, 0 for none."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if any(word.endswith(b"kube-apiserver") for word in words[:2]):
            found.append(int(folder.name))
    return found[0] if len(found) == 1 else 0


def _spent(pid: int) -> float:
    """Its processor time so far, in seconds."""
    if not pid:
        return 0.0
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _by_itself(pid: int) -> float:
    """The part of a processor that it takes while nobody reads."""
    before = _spent(pid)
    time.sleep(_IDLE)
    return (_spent(pid) - before) / _IDLE


def _block(pid: int, by_itself: float, begin: Callable[[], Run]) -> _Block:
    before, began = _spent(pid), time.monotonic()
    runs = tuple(begin() for _ in range(_IN_A_ROW))
    time.sleep(_NOTHING_LEFT)
    server = _spent(pid) - before - by_itself * (time.monotonic() - began)
    return _Block(runs=runs, server=server / _IN_A_ROW)


def _scan(config: str, *more: str) -> Run:
    return run([KPROBE, "scan", "-o", "json", "--kubeconfig", config, *more], accept=(0, 1, 4))


def _ratio(
    what: str, control: str, pairs: list[tuple[float, float]], *, most: float | None = None, least: float | None = None
) -> Row:
    return Row(
        what=what,
        control=control,
        samples=tuple(a / b for a, b in pairs),
        most=most,
        least=least,
        detail="{:.2f} and {:.2f} s".format(*(median(column) for column in zip(*pairs, strict=True))),
    )


def rows(rounds: int) -> Iterator[Row]:
    config, what = os.environ.get(KUBECONFIG, ""), "whole scan without probes on a real API server"
    if not config or not shutil.which("kubectl"):
        yield Row(what=what, needs=f"{KUBECONFIG}, and kubectl")
        return
    pid = _server()

    by_itself = _by_itself(pid) if pid else 0.0

    def once() -> tuple[_Block, _Block, Run]:
        scan = _block(pid, by_itself, lambda: _scan(config, "--no-probe"))
        raw = _block(pid, by_itself, lambda: run([PYTHON, "-c", _RAW, config]))
        return scan, raw, run(["kubectl", "--kubeconfig", config, "get", "-A", "-o", "json", _FIVE])

    once()
    measured = [once() for _ in range(rounds)]
    yield _ratio(what, "a raw paged read", [(scan.seconds, raw.seconds) for scan, raw, _ in measured], most=2.5)
    peaks = tuple(run.peak for scan, _, _ in measured for run in scan.runs)
    yield Row(what="its peak memory", samples=peaks, unit="MB", most=120)
    yield _ratio(
        "`kubectl get -A -o json` of the five kinds takes longer",
        "that scan",
        [(kubectl.seconds, scan.seconds) for scan, _, kubectl in measured],
        least=4,
    )
    if pid:
        yield _ratio(
            "processor time of the API server for it",
            "for the raw paged read",
            [(scan.server, raw.server) for scan, raw, _ in measured],
            most=1.2,
        )
    knocking = [_scan(config, f"--deadline={DEADLINE}") for _ in range(rounds)]
    reading = median(scan.seconds for scan, _, _ in measured)
    whole, peak = median(k.seconds for k in knocking), median(k.peak for k in knocking)
    yield Row(
        what=f"a scan that knocks on silent NodePorts, beyond reading and its deadline of {DEADLINE} s",
        samples=tuple(k.seconds - reading - DEADLINE for k in knocking),
        unit="s",
        most=2,
        detail=f"{whole:.1f} s in all, {peak:.0f} MB",
    )


BENCH = Bench(slug="cluster", about="a real API server (KPROBE_BENCH_KUBECONFIG)", rows=rows)
