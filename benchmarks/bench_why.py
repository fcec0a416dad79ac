"""`kprobe why` of one Service among 150,000 pods, on the static API server of bench_read: start-up and all.

Beside it what of it is start-up: the same command in a cluster of 300 pods.
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from benchmarks.process import KPROBE, Run, pairs, run
from benchmarks.row import Bench, Row
from benchmarks.static_api.running import Served, serving
from benchmarks.static_api.size import Size


def _why(at: Served) -> Run:
    target = "svc/ingress-nginx/ingress-nginx-controller"
    return run([KPROBE, "why", target, "--no-probe", "--kubeconfig", str(at.kubeconfig)], accept=(0, 1, 4))


def rows(rounds: int) -> Iterator[Row]:
    with serving(Size.of(300)) as tiny, serving(Size()) as big:
        asked, least = pairs(rounds, lambda: _why(big), lambda: _why(tiny))
    yield Row(
        what="`kprobe why` of one Service among 150,000 pods",
        samples=tuple(r.seconds for r in asked),
        unit="s",
        most=2,
        detail=f"{median(r.seconds for r in least):.2f} s among 300 pods; {median(r.peak for r in asked):.0f} MB",
    )


BENCH = Bench(slug="why", about="one Service of a big cluster", rows=rows)
