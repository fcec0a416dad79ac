from __future__ import annotations

import pytest

from kprobe.checks.judge import all_checks
from kprobe.manifests.outlook import PRAISE, RUNTIME
from kprobe.manifests.places import FIELDS, field_of
from kprobe.model.finding import Confidence, Finding, Severity
from kprobe.model.refs import Ref
from tests.kit import yaml_shop as y
from tests.kit.checking import line, manifests

# Whole workloads, or what is said with its place already.
_AT_THE_NAME = frozenset({"KP507", "KP901"})


def finding(code: str, message: str, *evidence: str) -> Finding:
    return Finding(
        code=code,
        name="x",
        severity=Severity.ERROR,
        confidence=Confidence.CERTAIN,
        subject=Ref(kind="Service", namespace="shop", name="web"),
        message=message,
        evidence=evidence,
    )


def test_every_check_that_may_blame_a_manifest_knows_its_field() -> None:
    codes = {c.code for c in all_checks()}
    assert codes - RUNTIME - PRAISE - _AT_THE_NAME == set(FIELDS)


def test_of_several_fields_the_one_that_is_spoken_of_is_blamed() -> None:
    text = y.service(node_port=30080).replace("  - port: 80", "  - {port: 81, nodePort: 30081}\n  - port: 80")
    (web,) = manifests(text).objects
    assert web.place(field_of(finding("KP203", "all have NodePort 30080/TCP"), web)).line == line(text, "    nodePort")
    assert web.place(field_of(finding("KP203", "all have NodePort 30081/TCP"), web)).line == line(text, "30081")


def test_the_pods_of_any_workload_are_looked_through() -> None:
    text = y.workload(host=8080)
    (web,) = manifests(text).objects
    assert web.place(field_of(finding("KP102", "each claim host port 8080/TCP"), web)).line == line(text, "hostPort")
    job = (
        "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: load}\n"
        "spec: {jobTemplate: {spec: {template: {spec: {hostNetwork: true,\n"
        "  containers: [{name: c, ports: [{containerPort: 9090}]}]}}}}}\n"
    )
    (load,) = manifests(job).objects
    assert load.place(field_of(finding("KP102", "each claim host port 9090/TCP"), load)).line == 5


@pytest.mark.parametrize(
    ("code", "part"),
    [
        pytest.param("KP999", "  name: web", id="a_code_that_is_not_known"),
        pytest.param("KP402", "  name: web", id="a_field_that_is_not_written"),
        pytest.param("KP301", "selector:", id="a_field"),
    ],
)
def test_what_cannot_be_found_stands_at_the_objects_name(code: str, part: str) -> None:
    text = y.service()
    (web,) = manifests(text).objects
    assert web.place(field_of(finding(code, "x"), web)).line == line(text, part)


def test_an_annotation_has_dots_in_its_name() -> None:
    text = (
        "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: front\n  annotations:\n"
        "    kubernetes.io/ingress.class: nginx\nspec: {}\n"
    )
    (front,) = manifests(text).objects
    assert front.place(field_of(finding("KP503", "names IngressClass nginx"), front)).line == 6
