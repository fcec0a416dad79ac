"""Traps about what was read: forbidden, out of scope, broken, of another object, of a kind that is not read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from kprobe.app import ScanOptions, scan
from kprobe.kube.files import FileSource
from kprobe.model.probe_options import ProbeOptions
from kprobe.model.report import Report
from kprobe.model.snapshot import GapReason, Resource
from kprobe.progress import Silent
from tests.kit.comparing import compared, works
from tests.kit.manifests import item, node, service_without_pods, write
from tests.kit.objects import NO_FREE_PORTS, cluster, container_port, event, gap, ingress, pod, ref, service
from tests.kit.stages import routes, with_meta
from tests.traps.scenes import HEALTHY, NODE_PORT, SERVED, WEB, alarms, words

POLICIES = (
    item("NetworkPolicy", "deny", "shop", spec={"podSelector": {}, "policyTypes": ["Ingress"], "ingress": []}),
    item("NetworkPolicy", "allow", "shop", spec={"podSelector": {}, "ingress": [{"ports": [{"port": "http"}]}]}),
)
GATEWAYS = (
    item("Gateway", "edge", "shop", spec={"gatewayClassName": "edge", "listeners": [{"name": "http", "port": 80}]}),
    item(
        "HTTPRoute",
        "shop",
        "shop",
        spec={
            "parentRefs": [{"name": "gone"}],
            "hostnames": ["shop.example"],
            "rules": [{"backendRefs": [{"name": "web", "namespace": "elsewhere", "port": 80}]}],
        },
    ),
)
UNREAD = (Resource.PODS, Resource.ENDPOINT_SLICES, Resource.SERVICES, Resource.INGRESS_CLASSES)


def scanned(folder: Path) -> Report:
    """What the whole program says of a folder of files."""
    return scan(FileSource(path=folder), ScanOptions(probe=ProbeOptions(enabled=False)), Silent())


def everything(report: Report) -> str:
    """All that a report claims, without the names of its files."""
    return repr((report.exposures, report.findings, report.notes, report.gaps))


@pytest.mark.parametrize(("gaps", "expected"), [(UNREAD, set()), ((), {"KP301", "KP501", "KP503"})])
def test_trap_24_what_may_not_be_read_is_not_absent(gaps: tuple[Resource, ...], expected: set[str]) -> None:
    """Forbidden is unknown, never "does not exist"; read and not there is."""
    asked = (service("web", selector=WEB), ingress("shop", to="gone", class_name="gone"))
    assert alarms(cluster(*asked, gaps=tuple(map(gap, gaps)))) == expected


def test_trap_24_what_is_not_known_is_not_called_well_either() -> None:
    """Without pods and slices the route's state is unknown, and an answer is not promised."""
    (way, *_) = routes(cluster(service("web", selector=WEB), gaps=tuple(map(gap, UNREAD))))[NODE_PORT].entries
    assert way.prediction is not None
    assert way.prediction.works is None


@pytest.mark.parametrize(("read_in", "expected"), [(("shop",), set()), (("shop", "other"), {"KP301", "KP501"})])
def test_trap_25_a_namespace_that_was_not_read_is_not_judged(read_in: tuple[str, ...], expected: set[str]) -> None:
    """Where only some namespaces are read, what lies in the others is unknown."""
    asked = (
        service("web", selector=WEB, namespace="other"),
        ingress("shop", to="gone", namespace="other", class_name="traefik"),
    )
    gaps = tuple(gap(r, read_in=read_in) for r in (Resource.PODS, Resource.ENDPOINT_SLICES, Resource.SERVICES))
    assert alarms(cluster(*asked, *SERVED, gaps=gaps)) == expected


def said_beside(folder: Path, api: str, *others: dict[str, Any]) -> tuple[str, str]:
    """What is claimed of a cluster with a dead Service, and of the same with `others` of an API beside it."""
    reports = []
    for name, more in (("without", ()), ("with", others)):
        (folder / name).mkdir()
        write(folder / name, node("node1", "192.0.2.11"), service_without_pods("web", node_port=30080))
        for number, other in enumerate(more):
            text = json.dumps({**other, "apiVersion": api})
            (folder / name / f"other-{number}.json").write_text(text, encoding="utf-8")
        reports.append(everything(scanned(folder / name)))
    return reports[0], reports[1]


def test_trap_26_what_gateway_api_refers_to_is_not_judged_while_it_is_not_read(tmp_path: Path) -> None:
    """Whether a reference over namespaces is granted is not known, so nothing is claimed about it."""
    alone, beside = said_beside(tmp_path, "gateway.networking.k8s.io/v1", *GATEWAYS)
    assert beside == alone
    assert "KP301" in alone


def test_trap_27_a_gateway_route_exposes_nothing_while_it_is_not_read(tmp_path: Path) -> None:
    """A route that is there, attached or not, makes no Service exposed; only the NodePort is a way in."""
    folder = tmp_path / "both"
    folder.mkdir()
    write(folder, node("node1", "192.0.2.11"), service_without_pods("web", node_port=30080))
    for other in GATEWAYS:
        text = json.dumps({**other, "apiVersion": "gateway.networking.k8s.io/v1"})
        (folder / f"{other['kind']}.json").write_text(text, encoding="utf-8")
    assert [e.exposure.kind for e in scanned(folder).exposures] == ["node-port"]


def test_trap_44_no_policy_is_explained_while_none_is_read(tmp_path: Path) -> None:
    """Neither "default deny" nor "allow all" is read into a NetworkPolicy: nothing is said about it."""
    alone, beside = said_beside(tmp_path, "networking.k8s.io/v1", *POLICIES)
    assert beside == alone
    assert "KP301" in alone


def test_trap_45_a_missing_policy_is_no_finding() -> None:
    """A namespace without a NetworkPolicy is no fault, exposed or not."""
    assert compared(cluster(*HEALTHY), works).made() == ()
    assert "olicy" not in words(cluster(*HEALTHY), works)


def test_trap_47_events_about_namesakes_say_nothing() -> None:
    """An event belongs to the object of its kind, namespace, name and uid."""
    waiting = pod("b", ports=(container_port(80, host=80),), node="", phase="Pending", created="")
    others = (
        event(ref("Pod other/b"), "FailedScheduling", NO_FREE_PORTS),
        event(ref("Job shop/b"), "FailedScheduling", NO_FREE_PORTS),
    )
    own = event(ref("Pod shop/b"), "FailedScheduling", NO_FREE_PORTS)
    assert alarms(cluster(waiting, *others)) == set()
    assert alarms(cluster(waiting, own)) == {"KP103"}
    former = structs.replace(own, involved_object=structs.replace(own.involved_object, uid="of the pod before"))
    assert alarms(cluster(with_meta(waiting, uid="of this pod"), former)) == set()


def test_trap_48_what_cannot_be_decoded_is_a_gap_and_no_other_finding(tmp_path: Path) -> None:
    """A broken EndpointSlice is said to be broken; its Service is not said to have no endpoints."""
    web = item(
        "Service",
        "web",
        "shop",
        spec={"type": "NodePort", "ports": [{"port": 80, "nodePort": 30080, "protocol": "TCP"}]},
    )
    broken = item("EndpointSlice", "web-1", "shop", endpoints="many", addressType="IPv4")
    write(tmp_path, node("node1", "192.0.2.11"), web, broken)
    report = scanned(tmp_path)
    assert [f.code for f in report.findings if f.severity != "info"] == []
    (told,) = report.gaps
    assert (told.reason, told.resource) == (GapReason.MALFORMED, Resource.ENDPOINT_SLICES)
    (tmp_path / "endpointslice.json").write_text(
        '{"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSliceList", "items": []}', encoding="utf-8"
    )
    assert [f.code for f in scanned(tmp_path).findings if f.severity != "info"] == ["KP305"]
