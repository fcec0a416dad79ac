"""Events are listed where one may tell why something fails, and not otherwise."""

from __future__ import annotations

from pathlib import Path

from kprobe.app import ScanOptions, WhyOptions, scan, why
from kprobe.demo.api_misbehaviour import Forbidden
from kprobe.demo.api_server import ApiServer
from kprobe.kube.live import LiveSource
from kprobe.model.probe_options import ProbeOptions
from kprobe.model.report import Report
from kprobe.progress import Silent
from tests.kit.api import Object
from tests.kit.objects import deployed, node, served, service, service_port
from tests.kit.on_the_wire import on_the_wire

FLAGS = {"service-node-port-range": "30000-32767"}
WEB = service("web", service_port(80, target=8080, node=30080), selector={"app": "web"})
CALM = on_the_wire([*served(WEB, deployed("web")), node("node1", "192.0.2.11")])
ASKING = [*CALM, *on_the_wire([service("lb", type_="LoadBalancer", selector={"app": "web"})])]
SAID: Object = {
    "kind": "Event",
    "apiVersion": "v1",
    "metadata": {"name": "lb.1", "namespace": "shop"},
    "involvedObject": {"kind": "Service", "namespace": "shop", "name": "lb"},
    "type": "Warning",
    "reason": "SyncLoadBalancerFailed",
    "message": "quota exceeded",
}
NO_EVENTS = [Forbidden(resource="events", namespace="*")]


def scanned(server: ApiServer, folder: Path) -> tuple[Report, int]:
    """What a scan says, and how many lists of events it asked for."""
    began = len(server.requests)
    source = LiveSource(kubeconfig=server.kubeconfig(folder / "config"))
    report = scan(source, ScanOptions(probe=ProbeOptions(enabled=False)), Silent())
    return report, sum(request.path.endswith("/events") for request in server.requests[began:])


def test_where_nothing_asks_for_events_none_is_listed_and_nothing_is_missing(tmp_path: Path) -> None:
    with ApiServer([*CALM, SAID], flags=FLAGS, misbehaviours=NO_EVENTS) as server:
        report, lists = scanned(server, tmp_path)
    assert (lists, report.gaps, report.notes) == (0, (), ())


def test_what_waits_for_a_load_balancer_asks_for_them_once(tmp_path: Path) -> None:
    with ApiServer([*ASKING, SAID], flags=FLAGS) as server:
        report, lists = scanned(server, tmp_path)
    assert lists == 1
    assert report.gaps == ()
    assert any("quota exceeded" in finding.message for finding in report.findings)


def test_where_they_are_asked_for_and_forbidden_that_is_a_gap(tmp_path: Path) -> None:
    with ApiServer(ASKING, flags=FLAGS, misbehaviours=NO_EVENTS) as server:
        report, _ = scanned(server, tmp_path)
    assert [gap.what for gap in report.gaps] == ["events"]


def test_a_range_that_nothing_proves_asks_for_them(tmp_path: Path) -> None:
    with ApiServer(CALM) as server:
        assert scanned(server, tmp_path)[1] == 1


def test_what_is_asked_for_later_may_be_all_forbidden(tmp_path: Path) -> None:
    """Then the rest is still told: some lists were given before."""
    later = ("pods", "endpointslices", "events", "deployments", "statefulsets", "daemonsets")
    forbidden = [Forbidden(resource=resource, namespace="*") for resource in later]
    with ApiServer(CALM, flags=FLAGS, misbehaviours=forbidden) as server:
        source = LiveSource(kubeconfig=server.kubeconfig(tmp_path / "config"))
        report = why(source, "svc/shop/web", WhyOptions(probe=ProbeOptions(enabled=False)), Silent())
    assert {gap.what for gap in report.gaps} >= {"pods", "endpointslices"}
    assert [e.exposure.id for e in report.exposures] == ["node-port/shop/web/80/TCP"]
