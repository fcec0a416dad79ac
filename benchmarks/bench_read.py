"""Reading a cluster of up to 150,000 pods from a static API server over TLS, and a whole scan of it without probes.

Reading alone is `LiveSource.snapshot` in a process of its own. curl fetches the same pages of the same five lists, one
after the other over one connection, into nothing; the official client makes its models of the same pages. The server
runs in a third process: with two processors it takes its own part of what curl and kprobe wait for.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from statistics import median

from benchmarks.process import KPROBE, PYTHON, Run, pairs, run
from benchmarks.row import Bench, Row
from benchmarks.static_api.running import Served, serving
from benchmarks.static_api.size import Size

_READ = (
    "import sys; from pathlib import Path; from kprobe.kube.live import LiveSource; from kprobe.progress import Silent;"
    "LiveSource(kubeconfig=Path(sys.argv[1])).snapshot(Silent())"
)
_OFFICIAL = """
import sys
from kubernetes import client, config
config.load_kube_config(sys.argv[1])
core, net, disc = client.CoreV1Api(), client.NetworkingV1Api(), client.DiscoveryV1Api()
for call in (
    core.list_pod_for_all_namespaces,
    core.list_service_for_all_namespaces,
    disc.list_endpoint_slice_for_all_namespaces,
    core.list_node,
    net.list_ingress_for_all_namespaces,
):
    token = ""
    while token is not None:
        page = call(limit=500, _continue=token)
        token = page.metadata._continue or None
"""


def _reading(at: Served) -> Run:
    return run([PYTHON, "-c", _READ, str(at.kubeconfig)])


def _scan(at: Served) -> Run:
    return run([KPROBE, "scan", "--no-probe", "-o", "json", "--kubeconfig", str(at.kubeconfig)], accept=(0, 1, 4))


def _why(at: Served) -> Run:
    target = "svc/ingress-nginx/ingress-nginx-controller"
    return run([KPROBE, "why", target, "--no-probe", "--kubeconfig", str(at.kubeconfig)], accept=(0, 1, 4))


def _curl(at: Served) -> Run:
    with tempfile.NamedTemporaryFile("w", suffix=".curl") as config:
        config.writelines(f'url = "{page}"\noutput = "{os.devnull}"\n' for page in at.pages())
        config.flush()
        return run(["curl", "--silent", "--fail", "--cacert", str(at.authority), "--config", config.name])


def _ratio(what: str, control: str, ours: list[Run], theirs: list[Run], *, most: float) -> Row:
    return Row(
        what=what,
        control=control,
        samples=tuple(a.seconds / b.seconds for a, b in zip(ours, theirs, strict=True)),
        most=most,
        detail=f"{_seconds(ours)} and {_seconds(theirs)}",
    )


def _memory(what: str, runs: list[Run], *, most: float) -> Row:
    return Row(what=what, samples=tuple(r.peak for r in runs), unit="MB", most=most)


def _seconds(runs: list[Run]) -> str:
    return f"{median(r.seconds for r in runs):.2f} s"


def rows(rounds: int) -> Iterator[Row]:
    with serving(Size.of(10_000)) as small:
        official, ours = pairs(
            rounds, lambda: run([PYTHON, "-c", _OFFICIAL, str(small.kubeconfig)]), lambda: _reading(small)
        )
        yield Row(
            what="read 10,000 pods and what belongs to them, against the official client",
            control="its typed lists, 500 a page",
            samples=tuple(a.seconds / b.seconds for a, b in zip(official, ours, strict=True)),
            least=40,
            detail=f"{_seconds(ours)} and {_seconds(official)}; start-up of either in it",
        )
        scans, _ = pairs(rounds, lambda: _scan(small), lambda: _reading(small))
        yield _memory("peak memory of a scan, 10,000 pods", scans, most=90)
    with serving(Size.of(15_000)) as tenth, serving(Size()) as big:
        ours, theirs = pairs(rounds, lambda: _reading(big), lambda: _curl(big))
        yield _ratio("read and decode 150,000 pods", "curl, the same pages", ours, theirs, most=4)
        scans, readings = pairs(rounds, lambda: _scan(big), lambda: _reading(big))
        yield _ratio("`kprobe scan --no-probe -o json` of them", "reading alone", scans, readings, most=2)
        yield _memory("peak memory of that scan, 150,000 pods", scans, most=300)
        large, little = pairs(rounds, lambda: _scan(big), lambda: _scan(tenth))
        yield _ratio("ten times the cluster, time", "15,000 pods", large, little, most=10.5)
        yield Row(
            what="ten times the cluster, memory",
            control="15,000 pods",
            samples=tuple(a.peak / b.peak for a, b in zip(large, little, strict=True)),
            most=10.5,
            detail=f"{median(r.peak for r in large):.0f} and {median(r.peak for r in little):.0f} MB",
        )
        asked = [_why(big) for _ in range(rounds + 1)][1:]
        yield Row(
            what="`kprobe why` of one Service among 150,000 pods",
            samples=tuple(r.seconds for r in asked),
            unit="s",
            most=2,
            detail=f"{median(r.peak for r in asked):.0f} MB",
        )


BENCH = Bench(slug="read", about="reading big clusters, and a scan of them without probes", rows=rows)
