"""The table of very many ways in, written to a pipe: how much longer it takes than the same report as JSON.

Once the two renderers alone, on the same report in one process, and once the whole of `kprobe scan --from FILE
--no-probe`, which reads, indexes and judges 10,000 NodePort Services first.
"""

from __future__ import annotations

import io
import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.process import KPROBE, pairs, run
from benchmarks.row import Bench, Row
from kprobe.model.report import Report
from kprobe.render import json as as_json
from kprobe.render import table as as_table
from kprobe.render.renderer import Output, Renderer
from tests.kit.reports import crowd

COUNT = 10_000
BROKEN = 500
MOST = 100.0  # milliseconds


def _rendered(renderer: Renderer, report: Report) -> float:
    """Milliseconds."""
    stream = io.StringIO()
    started = time.monotonic()
    renderer.render(report, Output(stream=stream))
    return (time.monotonic() - started) * 1000


def _renderers(rounds: int) -> Row:
    report = crowd(COUNT, broken=BROKEN)
    for renderer in (as_table.RENDERER, as_json.RENDERER):
        _rendered(renderer, report)
    measured = [(_rendered(as_table.RENDERER, report), _rendered(as_json.RENDERER, report)) for _ in range(rounds)]
    return Row(
        what=f"table of {COUNT:,} exposures to a pipe, beyond JSON: the renderers alone",
        control="-o json of the same report",
        samples=tuple(table - text for table, text in measured),
        unit="ms",
        most=MOST,
        detail="{:.0f} and {:.0f} ms".format(*(median(column) for column in zip(*measured, strict=True))),
    )


def _cluster(path: Path) -> None:
    """Three nodes and COUNT NodePort Services, each with one ready endpoint."""
    nodes = [
        {
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": {"name": f"node{n}"},
            "status": {
                "addresses": [{"type": "InternalIP", "address": f"192.0.2.{n}"}],
                "conditions": [{"type": "Ready", "status": "True"}],
            },
        }
        for n in (1, 2, 3)
    ]
    services: list[dict[str, Any]] = []
    slices: list[dict[str, Any]] = []
    for n in range(COUNT):
        named = {"namespace": f"team-{n % 10}", "name": f"web-{n}"}
        services.append(
            {
                "apiVersion": "v1",
                "kind": "Service",
                "metadata": named,
                "spec": {
                    "type": "NodePort",
                    "clusterIP": f"10.96.{n >> 8}.{n & 255}",
                    "clusterIPs": [f"10.96.{n >> 8}.{n & 255}"],
                    "ipFamilies": ["IPv4"],
                    "ports": [
                        {"name": "x", "port": 9000, "nodePort": 20000 + n, "targetPort": 9000, "protocol": "TCP"}
                    ],
                },
            }
        )
        slices.append(
            {
                "apiVersion": "discovery.k8s.io/v1",
                "kind": "EndpointSlice",
                "metadata": {**named, "labels": {"kubernetes.io/service-name": f"web-{n}"}},
                "addressType": "IPv4",
                "ports": [{"name": "x", "port": 9000, "protocol": "TCP"}],
                "endpoints": [
                    {"addresses": [f"10.244.{n >> 8}.{n & 255}"], "nodeName": "node1", "conditions": {"ready": True}}
                ],
            }
        )
    path.write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": [*nodes, *services, *slices]}))


def _processes(rounds: int) -> Row:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "cluster.json")
        _cluster(path)
        command = [KPROBE, "scan", "--from", str(path), "--no-probe", "--node-port-range", "20000-32767"]
        # Files have no workloads and no facts about the nodes: 4 says that the report is incomplete, as it is.
        tables, texts = pairs(
            rounds,
            lambda: run([*command, "-o", "table"], accept=(0, 1, 4)),
            lambda: run([*command, "-o", "json"], accept=(0, 1, 4)),
        )
    return Row(
        what=f"table of {COUNT:,} exposures to a pipe: whole kprobe scan --from FILE --no-probe -o table",
        control="the same with -o json",
        samples=tuple(table.seconds / text.seconds for table, text in zip(tables, texts, strict=True)),
        most=1.05,
        detail=f"{median(r.seconds for r in tables):.2f} and {median(r.seconds for r in texts):.2f} s",
    )


def rows(rounds: int) -> Iterator[Row]:
    yield _renderers(rounds)
    yield _processes(rounds)


BENCH = Bench(slug="table", about="what a long table costs", rows=rows)
