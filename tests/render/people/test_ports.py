from __future__ import annotations

import csv
import io
from typing import Any

from kprobe.cluster.cluster import Cluster
from kprobe.model.ports import PortsReport
from kprobe.model.snapshot import NodePortRange, Resource
from kprobe.pipeline.port_survey import PortsOptions, survey
from kprobe.progress import Silent
from kprobe.render.contract.ports_csv import COLUMNS, write_csv
from kprobe.render.people.ports import ports_page
from kprobe.render.renderer import Output
from tests.kit.objects import NO_FREE_PORTS, cluster, container_port, deployed, gap, node, service, service_port
from tests.kit.rendering import bare
from tests.kit.source import Held

WEB = container_port(80, host=80)
NODES = tuple(node(f"node{n}") for n in (1, 2, 3))


def surveyed(of: Cluster, **options: Any) -> PortsReport:
    return survey(Held.of(of), PortsOptions(**options), Silent())


def page(of: Cluster, *, width: int = 0, **options: Any) -> list[str]:
    stream = io.StringIO()
    ports_page(surveyed(of, **options), Output(stream=stream, width=width, color=bool(width)))
    return bare(stream.getvalue()).splitlines()


def line(lines: list[str], word: str) -> str:
    return next(text for text in lines if word in text)


def test_nodes_that_look_alike_share_a_line() -> None:
    pods = [deployed("edge", n, ports=(WEB,), node=f"node{n}") for n in (1, 2, 3)]
    assert line(page(cluster(*NODES, *pods)), "shop/edge").split()[:4] == ["3", "nodes", "any", "80"]
    assert "node1, node2" in line(page(cluster(*NODES, *pods[:2])), "shop/edge")


def test_who_else_claims_a_port_stands_beside_it() -> None:
    waiting = deployed("debug", ports=(WEB,), unscheduled=NO_FREE_PORTS)
    found = line(page(cluster(deployed("edge", ports=(WEB,)), waiting)), "shop/edge")
    assert found.lstrip().startswith("!")
    assert "host port shop/debug: Pending for " in found


def test_a_rival_on_a_node_is_named_with_it() -> None:
    taken = deployed("edge", ports=(container_port(80, host=30080),))
    assert "host port shop/edge on node1" in line(page(cluster(service("web"), taken)), "NodePort shop/web")


def test_the_range_its_source_and_its_band_are_said() -> None:
    text = line(page(cluster(service("web"))), "NodePorts: ")
    assert "1 of 2,768 used" in text
    assert "30000-30085" in text
    assert "the API server's flags" in text
    assert "assumed" in line(page(cluster(ports=NodePortRange())), "NodePorts: ")


def test_what_is_free_is_proposed_or_said_not_to_be_known() -> None:
    assert line(page(cluster(), free=3), "Free ").startswith("Free NodePorts: 30000 30001 30002")
    assert "not known" in line(page(cluster(gaps=(gap(Resource.PODS),)), free=3), "Free ")
    assert "on node1: 8080" in line(page(cluster(), free=1, host_ports=True, node="node1"), "Free ")


def test_a_gap_is_said() -> None:
    assert any(text.startswith("Not known: services") for text in page(cluster(gaps=(gap(Resource.SERVICES),))))


def test_a_filter_that_leaves_nothing_says_so() -> None:
    lines = page(cluster(), numbers=((1, 2),))
    assert "No port of that kind is claimed." in lines
    assert "not shown" in lines[0]


def test_no_line_is_wider_than_the_screen() -> None:
    pods = [deployed(f"edge-with-a-long-name-{n}", ports=(container_port(80, host=8000 + n),)) for n in range(5)]
    assert max(map(len, page(cluster(service("web"), *pods), width=80))) <= 80


def test_csv_has_a_line_for_each_claimant_and_no_formula() -> None:
    hostile = service("=HYPERLINK(1)", service_port(80, node=30080))
    stream = io.StringIO()
    write_csv(surveyed(cluster(hostile, service("b"), deployed("a", ports=(container_port(80, host=30080),)))), stream)
    lines = list(csv.DictReader(io.StringIO(stream.getvalue())))
    assert tuple(lines[0]) == COLUMNS
    at = [entry for entry in lines if entry["port"] == "30080"]
    assert [entry["role"] for entry in at] == ["holds", "holds", "also", "holds", "also", "also"]
    assert not any(cell.startswith(("=", "+", "-", "@")) for entry in lines for cell in entry.values())
