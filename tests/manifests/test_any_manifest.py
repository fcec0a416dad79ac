"""Whatever a cluster holds may be written down as manifests and checked, against any other cluster or none."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
import yaml
from hypothesis import HealthCheck, given, settings

from kprobe.checks.judge import judge
from kprobe.cluster.cluster import Cluster
from kprobe.exposures.classify import classify
from kprobe.manifests.manifest import Manifests
from kprobe.manifests.outlook import PRAISE, RUNTIME
from kprobe.manifests.reading import read_manifests
from kprobe.manifests.texts import Text
from kprobe.model.report import Report
from kprobe.model.snapshot import Snapshot
from kprobe.pipeline.check import CheckOptions, check
from kprobe.progress import Silent
from tests.kit.anything import SNAPSHOTS
from tests.kit.lookup import deployment
from tests.kit.objects import cluster, container_port, deployed, ingress, ingress_class, served, service, service_port
from tests.kit.rendering import rendered
from tests.kit.source import Held

pytestmark = pytest.mark.timeout(180)
some = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
KINDS = (
    ("services", "v1", "Service"),
    ("pods", "v1", "Pod"),
    ("ingresses", "networking.k8s.io/v1", "Ingress"),
    ("ingress_classes", "networking.k8s.io/v1", "IngressClass"),
    ("endpoint_slices", "discovery.k8s.io/v1", "EndpointSlice"),
    ("deployments", "apps/v1", "Deployment"),
    ("daemon_sets", "apps/v1", "DaemonSet"),
)


def written(snapshot: Snapshot, *kinds: str) -> Manifests:
    """A cluster's objects as a file of manifests."""
    objects: list[dict[str, Any]] = [
        {"apiVersion": version, "kind": kind, **json.loads(msgspec.json.encode(item))}
        for field, version, kind in KINDS
        if not kinds or kind in kinds
        for item in getattr(snapshot, field)
    ]
    marker = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "marker"}}
    text = yaml.safe_dump_all([*objects, marker], allow_unicode=False)
    return read_manifests([Text(name="dump.yaml", content=text.encode())])


def sound(report: Report) -> None:
    assert [g for g in report.gaps if g.what.startswith("check ")] == [], "a check raised"
    decoded = msgspec.json.decode(rendered(report, "json"))
    ids = {e["id"] for e in decoded["exposures"]}
    assert {i for f in decoded["findings"] for i in f["exposures"]} <= ids
    assert set(decoded["check"]["opens"]) <= ids
    assert "(new)" not in json.dumps(decoded)
    assert rendered(report, "table", width=80)
    assert rendered(report, "wide")


@some
@given(SNAPSHOTS, SNAPSHOTS)
def test_anything_can_be_checked_against_anything(live: Snapshot, manifests: Snapshot) -> None:
    sound(check(written(manifests), Held(held=live), CheckOptions(namespace="shop"), Silent()))


@some
@given(SNAPSHOTS)
def test_anything_can_be_checked_offline(manifests: Snapshot) -> None:
    sound(check(written(manifests), None, CheckOptions(), Silent()))


def test_a_cluster_that_is_applied_to_itself_brings_nothing_that_a_scan_does_not_show() -> None:
    web, api = deployed("web", ports=(container_port(8080, host=80),)), deployed("api", node="node2")
    of = cluster(
        *served(service("web", service_port(80, target=8080, node=30080), selector={"app": "web"}), web),
        *served(service("api", service_port(81, target=9, node=80), selector={"app": "api"}), api),
        service("lost", service_port(82, node=30082), selector={"app": "lost"}),
        ingress("front", to="gone"),
        ingress("twice", to="web"),
        ingress_class(),
        deployments=(deployment("web", container_port(8080, host=80)), deployment("api")),
    )
    manifests = written(of.snapshot, "Service", "Ingress", "IngressClass", "Deployment")
    report = check(manifests, Held.of(of), CheckOptions(namespace="shop"), Silent())
    scanned = {f.id: f for f in judge(of, classify(of))[0]}
    assert {f.id for f in report.findings} <= set(scanned)
    assert {i for i, f in scanned.items() if f.code not in RUNTIME | PRAISE} <= {f.id for f in report.findings}
    assert all(f.place is not None for f in report.findings)


def test_nothing_is_changed_by_being_checked() -> None:
    of = Cluster(cluster(service("web"), deployed("web")).snapshot)
    before = repr(of.snapshot)
    check(written(of.snapshot), Held.of(of), CheckOptions(namespace="shop"), Silent())
    assert repr(of.snapshot) == before
