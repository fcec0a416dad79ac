from __future__ import annotations

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Severity
from kprobe.model.objects.ingress import IngressClass
from kprobe.model.snapshot import Resource
from tests.checks.found import found, one
from tests.kit.objects import cluster, gap, ingress_class, ref
from tests.kit.stages import with_meta


def born(name: str, when: str) -> IngressClass:
    return with_meta(ingress_class(name, default=True), creation_timestamp=when)


def test_names_the_newest_of_several_defaults() -> None:
    """IN-5."""
    finding = one("KP508", cluster(born("a", "2026-01-01T00:00:00Z"), born("b", "2026-02-01T00:00:00Z")))
    assert (finding.subject, finding.severity) == (ref("IngressClass /b"), Severity.INFO)
    assert "gets b" in finding.message


def test_of_two_of_one_age_the_first_by_name_wins() -> None:
    assert one("KP508", cluster(born("b", ""), born("a", ""))).subject == ref("IngressClass /a")


@pytest.mark.parametrize(
    "healthy",
    [
        pytest.param(cluster(ingress_class("a", default=True), ingress_class("b")), id="one_default"),
        pytest.param(cluster(ingress_class("a"), ingress_class("b")), id="none"),
        pytest.param(cluster(gaps=(gap(Resource.INGRESS_CLASSES),)), id="classes_that_cannot_be_read"),
    ],
)
def test_is_silent_for(healthy: Cluster) -> None:
    assert found("KP508", healthy) == []
