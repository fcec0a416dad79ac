from __future__ import annotations

from collections.abc import Iterable

import pytest

from kprobe.checks.check import Check
from kprobe.checks.exposures_index import Exposures
from kprobe.checks.judge import judge, run_checks
from kprobe.cluster.cluster import Cluster
from kprobe.exposures.classify import classify
from kprobe.model.finding import Confidence, Finding, Severity
from kprobe.model.snapshot import GapReason
from tests.kit.objects import (
    cluster,
    container_port,
    controller_pod,
    deployed,
    ingress,
    ingress_class,
    node,
    ref,
    served,
    service,
    service_port,
)


def broken(_cluster: Cluster, _exposures: Exposures) -> Iterable[Finding]:
    yield FINE.finding(ref("Node a"), "half of it")
    raise KeyError("secret")


def fine(_cluster: Cluster, _exposures: Exposures) -> Iterable[Finding]:
    yield FINE.finding(ref("Node b"), "mild", severity=Severity.INFO)
    yield FINE.finding(ref("Node b"), "bad")
    yield FINE.finding(ref("Node a"), "bad", confidence=Confidence.LIKELY)


FINE = Check(code="KP998", slug="fine", severity=Severity.ERROR, title="Fine", run=fine)
BROKEN = Check(code="KP999", slug="broken", severity=Severity.ERROR, title="Broken", run=broken)


def test_findings_bear_the_checks_code_name_and_severity() -> None:
    finding = FINE.finding(ref("Node a"), "bad", detail="80/TCP")
    assert (finding.id, finding.name, finding.severity) == ("KP998/Node/a/80/TCP", "fine", Severity.ERROR)


def test_the_worst_comes_first_then_code_and_id_and_each_id_once() -> None:
    findings, gaps = run_checks((FINE,), cluster(), ())
    assert [(f.severity, f.subject.name) for f in findings] == [(Severity.ERROR, "a"), (Severity.INFO, "b")]
    assert gaps == ()


def test_a_check_that_fails_becomes_a_gap_and_the_others_go_on() -> None:
    findings, gaps = run_checks((BROKEN, FINE), cluster(), ())
    assert {f.code for f in findings} == {"KP998"}
    assert "half of it" not in {f.message for f in findings}
    (gap,) = gaps
    assert (gap.what, gap.reason) == ("check KP999", GapReason.INTERNAL)
    assert "secret" not in gap.detail


def test_strict_lets_a_failure_through() -> None:
    with pytest.raises(KeyError):
        run_checks((BROKEN,), cluster(), (), strict=True)


def test_a_healthy_cluster_has_neither_errors_nor_warnings() -> None:
    ports = (service_port(80, target="http", node=30080, name="http"),)
    http = container_port(8080, name="http")
    traefik = ingress_class("traefik", "traefik.io/ingress-controller")
    healthy = cluster(
        *served(service("web", *ports, selector={"app": "web"}), deployed("web", ports=(http,))),
        *served(
            service(
                "api",
                service_port(80, node=31000),
                type_="LoadBalancer",
                load_balancer=("203.0.113.7",),
                selector={"app": "api"},
            ),
            deployed("api", addresses=("10.244.0.9",)),
        ),
        controller_pod("docker.io/traefik:v3"),
        traefik,
        ingress("shop", class_name="traefik", address="192.0.2.11"),
        node("node1", labels={"node-role.kubernetes.io/control-plane": ""}),
        node("node2"),
        version="v1.37.0",
    )
    findings, gaps = judge(healthy, classify(healthy), strict=True)
    assert [f.message for f in findings if f.severity is not Severity.INFO] == []
    assert gaps == ()


def test_every_finding_names_only_exposures_that_exist() -> None:
    bad = cluster(
        service("a", selector={"app": "x"}),
        service("b", external_ips=("192.0.2.11",)),
        deployed("web", ports=(container_port(80, host=30080),), waiting="CrashLoopBackOff"),
        ingress("shop", to="gone"),
        node("node1", ready_status="Unknown"),
    )
    exposures = classify(bad)
    findings, _ = judge(bad, exposures, strict=True)
    known = {e.id for e in exposures}
    assert {f.code for f in findings} >= {"KP104", "KP203", "KP301", "KP501", "KP503", "KP701", "KP702"}
    assert all(set(f.exposures) <= known for f in findings)
    assert all(f.message and f.evidence for f in findings)
