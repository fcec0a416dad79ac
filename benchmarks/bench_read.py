"""Reading a cluster of up to 150,000 pods from a static API server over TLS, and a whole scan of it without probes.

Reading alone is `LiveSource.snapshot` in a process of its own. curl fetches the same pages of the same five lists, one
after the other over one connection, into nothing; the official client makes its models of the same pages. Against that
one both are timed from within, for their second cluster: the first, of 300 pods, is for what Python loads. The floors
are Python without kprobe: http.client reads the pages of pods, and msgspec finds each one's name or makes objects of
the fields that kprobe uses, which are let go at once or all kept. The server runs in a third process: with two
processors it takes its own part of what curl and kprobe wait for.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median

from benchmarks.process import KPROBE, PYTHON, Run, pairs, run
from benchmarks.row import Bench, Row
from benchmarks.static_api.running import Served, serving
from benchmarks.static_api.size import Size

_READ = """
import sys, time
from pathlib import Path
from kprobe.kube.live import LiveSource
from kprobe.progress import Silent
for config in sys.argv[1:]:
    began = time.monotonic()
    LiveSource(kubeconfig=Path(config)).snapshot(Silent())
print(time.monotonic() - began)
"""
_OFFICIAL = """
import sys, time
from kubernetes import client, config
for file in sys.argv[1:]:
    began = time.monotonic()
    config.load_kube_config(file)
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
print(time.monotonic() - began)
"""
_FLOOR = """
import gc, http.client, ssl, sys
from urllib.parse import urlsplit
import msgspec
if sys.argv[1] == "names":
    class Meta(msgspec.Struct, gc=False):
        name: str
    class Pod(msgspec.Struct, gc=False):
        metadata: Meta
else:
    from kprobe.model.objects.pod import Pod
class Page(msgspec.Struct):
    items: list[Pod]
gc.disable()
decoder = msgspec.json.Decoder(Page)
first = urlsplit(sys.argv[3])
context = ssl.create_default_context(cafile=sys.argv[2])
connection = http.client.HTTPSConnection(first.hostname, first.port, context=context)
room = memoryview(bytearray(1 << 26))
kept = []
for url in sys.argv[3:]:
    parts = urlsplit(url)
    connection.request("GET", f"{parts.path}?{parts.query}")
    answer, filled = connection.getresponse(), 0
    while count := answer.readinto(room[filled : filled + (1 << 18)]):
        filled += count
    items = decoder.decode(room[:filled]).items
    if sys.argv[1] == "kept":
        kept += items
"""
_FLOORS = {
    "names": "each one's name",
    "fields": "the fields that are used, let go at once",
    "kept": "the fields that are used, kept as they come",
}
# Where a target is close: on a machine that others share, single samples are 10 per cent off, or 20.
_MANY = 11


def _reading(at: Served) -> Run:
    return run([PYTHON, "-c", _READ, str(at.kubeconfig)])


def _scan(at: Served) -> Run:
    return run([KPROBE, "scan", "--no-probe", "-o", "json", "--kubeconfig", str(at.kubeconfig)], accept=(0, 1, 4))


def _inside(code: str, *at: Served) -> float:
    """Seconds that `code` says its last cluster took."""
    with tempfile.NamedTemporaryFile() as told:
        run([PYTHON, "-c", code, *(str(one.kubeconfig) for one in at)], stdout=Path(told.name))
        return float(told.read())


def _of_pods(at: Served) -> list[str]:
    return [page for page in at.pages() if "/pods?" in page]


def _floor(at: Served, which: str) -> Run:
    return run([PYTHON, "-c", _FLOOR, which, str(at.authority), *_of_pods(at)])


def _curl(at: Served, pages: Sequence[str] = ()) -> Run:
    with tempfile.NamedTemporaryFile("w", suffix=".curl") as config:
        config.writelines(f'url = "{page}"\noutput = "{os.devnull}"\n' for page in pages or at.pages())
        config.flush()
        return run(["curl", "--silent", "--fail", "--cacert", str(at.authority), "--config", config.name])


def _ratio(what: str, control: str, ours: list[Run], theirs: list[Run], *, most: float | None = None) -> Row:
    return Row(
        what=what,
        control=control,
        samples=tuple(a.seconds / b.seconds for a, b in zip(ours, theirs, strict=True)),
        most=most,
        detail=f"{_seconds(ours)} and {_seconds(theirs)}",
    )


def _floor_row(at: Served, which: str, what: str, rounds: int) -> Row:
    floors, theirs = pairs(rounds, lambda: _floor(at, which), lambda: _curl(at, _of_pods(at)))
    row = _ratio(f"a floor: http.client, and by msgspec of each pod {what}", "curl, the same pages", floors, theirs)
    return replace(row, detail=f"{row.detail}, {median(r.peak for r in floors):.0f} MB")


def _memory(what: str, runs: list[Run], *, most: float) -> Row:
    return Row(what=what, samples=tuple(r.peak for r in runs), unit="MB", most=most)


def _seconds(runs: list[Run]) -> str:
    return f"{median(r.seconds for r in runs):.2f} s"


def rows(rounds: int) -> Iterator[Row]:
    many = max(rounds, _MANY)
    with serving(Size.of(10_000)) as small:
        with serving(Size.of(300)) as tiny:
            timed = [(_inside(_OFFICIAL, tiny, small), _inside(_READ, tiny, small)) for _ in range(many)]
        official, ours = zip(*timed, strict=True)
        yield Row(
            what="read 10,000 pods and what belongs to them, against the official client",
            control="its typed lists, 500 a page",
            samples=tuple(a / b for a, b in timed),
            least=40,
            detail=f"{median(ours):.2f} s and {median(official):.2f} s, without start-up, {many} pairs",
        )
        scans, _ = pairs(rounds, lambda: _scan(small), lambda: _reading(small))
        yield _memory("peak memory of a scan, 10,000 pods", scans, most=90)
    with serving(Size.of(15_000)) as tenth, serving(Size()) as big:
        readers, theirs = pairs(many, lambda: _reading(big), lambda: _curl(big))
        row = _ratio("read and decode 150,000 pods", "curl, the same pages", readers, theirs, most=4)
        yield replace(row, detail=f"{row.detail}, {many} pairs")
        for which, what in _FLOORS.items():
            yield _floor_row(big, which, what, rounds)
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


BENCH = Bench(slug="read", about="reading big clusters, and a scan of them without probes", rows=rows)
