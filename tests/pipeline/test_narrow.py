"""What an answer needs is read, and no more; and it is the same answer."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import pytest

from kprobe.app import ScanOptions, WhyOptions, scan, why
from kprobe.demo.api_server import ApiServer
from kprobe.kube.live import LiveSource
from kprobe.kube.want import EVERYTHING, Want
from kprobe.model.objects.ingress import IngressClass
from kprobe.model.probe_options import ProbeOptions
from kprobe.model.report import Report
from kprobe.model.snapshot import Snapshot
from kprobe.progress import Progress, Silent
from tests.kit.api import Object
from tests.kit.ingress import served_by
from tests.kit.objects import ApiObject, container_port, deployed, ingress, node, pod, served, service, service_port
from tests.kit.on_the_wire import on_the_wire

OFF = ProbeOptions(enabled=False)


def at_home(objects: Iterable[ApiObject]) -> list[Object]:
    """A controller in the namespace that its chart makes."""
    return [{**o, "metadata": {**o["metadata"], "namespace": "traefik"}} for o in on_the_wire(objects)]


@dataclass(frozen=True, slots=True)
class Whole:
    """A source that reads everything, whatever is wanted."""

    source: LiveSource

    def open(self, progress: Progress) -> AbstractContextManager[Whole]:
        del progress
        return nullcontext(self)

    def snapshot(self, progress: Progress, wants: tuple[Want, ...] = EVERYTHING) -> Snapshot:
        del wants
        return self.source.snapshot(progress)


def town() -> list[Object]:
    """Three teams, each with its own troubles, a controller, and the system."""
    web = service(
        "web", service_port(80, target=8080, node=30080, name="http"), selector={"app": "web"}, labels={"tier": "a"}
    )
    wrong = service("wrong", service_port(80, node=30081), selector={"app": "wbe"})
    balanced = service("lb", type_="LoadBalancer", selector={"app": "web"}, load_balancer=("203.0.113.1",))
    pay = service("pay", service_port(80, target=8080, node=30082), selector={"app": "pay"}, namespace="bank")
    edge = deployed("edge", ports=(container_port(80, host=8081),), namespace="infra")
    rival = deployed("rival", ports=(container_port(80, host=8081),), namespace="bank")
    proxies = [
        pod(f"kube-proxy-{n}", namespace="kube-system", node=n, labels={"k8s-app": "kube-proxy"})
        for n in ("node1", "node2")
    ]
    controllers = [o for o in served_by("traefik") if not isinstance(o, IngressClass)]
    classes = [o for o in served_by("traefik") if isinstance(o, IngressClass)]
    return at_home(controllers) + on_the_wire(
        [
            *classes,
            *served(web, deployed("web"), deployed("web", 2, node="node2")),
            wrong,
            balanced,
            *served(pay, deployed("pay", is_ready=False, namespace="bank")),
            edge,
            rival,
            *proxies,
            ingress("shop"),
            ingress("lost", host="lost.example", to="nobody"),
            ingress("bank", host="bank.example", to="pay", namespace="bank"),
            node("node1", "192.0.2.11"),
            node("node2", "192.0.2.12"),
        ]
    )


@pytest.fixture(scope="module")
def server() -> Iterable[ApiServer]:
    with ApiServer(town()) as running:
        yield running


def source(server: ApiServer, folder: Path) -> LiveSource:
    return LiveSource(kubeconfig=server.kubeconfig(folder / "config"))


def lists(server: ApiServer, since: int, resource: str) -> set[str]:
    """Where lists of a resource were asked for: a namespace, `*` for everywhere, `*?` for a part of everywhere."""
    found = set()
    for request in server.requests[since:]:
        *_, before, last = request.path.split("/")
        if last == resource:
            narrowed = "labelSelector" in request.query or "status." in request.query.get("fieldSelector", "")
            whole = "*?" if narrowed else "*"
            found.add(before if "/namespaces/" in request.path else whole)
    return found


def said(report: Report) -> object:
    """What an answer says, without what it took."""
    assert report.why is not None
    shown = [
        (
            e.exposure.id,
            e.verdict,
            e.diagnosis,
            [(x.entry, x.prediction, [(li.link, li.state, li.reason) for li in x.links]) for x in e.entries],
        )
        for e in report.exposures
        if e.exposure.id in report.why.matched
    ]
    return report.why.answer, report.why.verdict, report.why.confidence, shown, [f.id for f in report.findings]


NEAR = [
    "svc/shop/web",
    "svc/shop/wrong",
    "svc/shop/lb",
    "svc/pay",
    "ingress/shop/shop",
    "ingress/shop/lost",
    "http://shop.example/",
    "deploy/shop/web",
    "node-port/shop/web/80/TCP",
    "shop.example",
]


@pytest.mark.parametrize("target", NEAR)
def test_an_answer_about_one_namespace_reads_no_other_teams_pods_and_is_the_same(
    server: ApiServer, tmp_path: Path, target: str
) -> None:
    began = len(server.requests)
    near = why(source(server, tmp_path), target, WhyOptions(probe=OFF), Silent())
    assert "*" not in lists(server, began, "pods")
    assert "*" not in lists(server, began, "endpointslices")
    assert not {"infra"} & lists(server, began, "pods")
    whole = why(Whole(source(server, tmp_path)), target, WhyOptions(probe=OFF), Silent())
    assert said(near) == said(whole)


FAR = ["deploy/infra/edge", "192.0.2.11:30080", "node/node1", "deploy/edge", "http://unknown.example/"]


@pytest.mark.parametrize("target", FAR)
def test_what_may_concern_any_pod_reads_them_all(server: ApiServer, tmp_path: Path, target: str) -> None:
    began = len(server.requests)
    why(source(server, tmp_path), target, WhyOptions(probe=OFF), Silent())
    assert "*" in lists(server, began, "pods")


def test_a_scan_of_a_namespace_reads_it_and_what_serves_it(server: ApiServer, tmp_path: Path) -> None:
    began = len(server.requests)
    report = scan(source(server, tmp_path), ScanOptions(namespaces=("shop",), probe=OFF), Silent())
    assert lists(server, began, "pods") >= {"shop", "kube-system", "traefik", "*?"}
    assert not {"*", "bank", "infra"} & lists(server, began, "pods")
    assert lists(server, began, "endpointslices") == {"shop", "traefik"}
    whole = scan(Whole(source(server, tmp_path)), ScanOptions(namespaces=("shop",), probe=OFF), Silent())
    assert [(e.exposure, e.verdict, e.diagnosis) for e in report.exposures] == [
        (e.exposure, e.verdict, e.diagnosis) for e in whole.exposures
    ]
    assert any("-n shop" in note for note in report.notes)


def test_a_scan_by_label_reads_the_namespaces_of_what_bears_it(server: ApiServer, tmp_path: Path) -> None:
    began = len(server.requests)
    report = scan(source(server, tmp_path), ScanOptions(selector="tier=a", probe=OFF), Silent())
    assert [e.exposure.id for e in report.exposures] == ["node-port/shop/web/80/TCP"]
    assert lists(server, began, "endpointslices") == {"shop", "traefik"}
    assert "tier=a" in {r.query.get("labelSelector") for r in server.requests[began:]}
    assert "*" not in lists(server, began, "pods")


def test_a_scan_of_host_ports_reads_every_pod_as_they_collide_anywhere(server: ApiServer, tmp_path: Path) -> None:
    began = len(server.requests)
    report = scan(source(server, tmp_path), ScanOptions(namespaces=("infra",), probe=OFF), Silent())
    assert "*" in lists(server, began, "pods")
    assert any("rival" in f"{f.subject} {f.message}" for f in report.findings)
    assert not any("-n infra" in note for note in report.notes)


def test_a_controller_of_an_unknown_name_is_looked_for_everywhere(tmp_path: Path) -> None:
    hidden = [o for o in town() if o["metadata"].get("namespace") != "traefik"]
    odd = pod(
        "edge-1",
        namespace="edge",
        image="registry.example/mirror/library/traefik:v3.4",
        owner="DaemonSet/edge",
        ports=(container_port(80, host=80, name="http"),),
    )
    with ApiServer([*hidden, *on_the_wire([odd])]) as server:
        report = why(source(server, tmp_path), "ingress/shop/shop", WhyOptions(probe=OFF), Silent())
        assert "*" in lists(server, 0, "pods")
    (shop,) = [e for e in report.exposures if e.exposure.kind == "ingress"]
    assert shop.exposure.controller == "traefik"
