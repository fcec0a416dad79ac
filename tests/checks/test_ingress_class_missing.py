from __future__ import annotations

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Severity
from kprobe.model.snapshot import Resource
from tests.checks.found import found, one
from tests.kit.objects import cluster, gap, ingress, ingress_class, ref


def test_blames_the_ingress_and_lists_the_classes_there_are() -> None:
    finding = one("KP503", cluster(ingress("shop", class_name="ngnix"), ingress_class("nginx")))
    assert finding.subject == ref("Ingress shop/shop")
    assert finding.severity is Severity.ERROR
    assert "ngnix" in finding.message
    assert "nginx" in finding.evidence[0]
    assert finding.exposures == ("ingress/shop/shop/shop.example/",)


@pytest.mark.parametrize(
    "healthy",
    [
        pytest.param(cluster(ingress("shop"), ingress_class("nginx")), id="a_class_that_exists"),
        pytest.param(
            cluster(ingress("shop", class_name="x"), gaps=(gap(Resource.INGRESS_CLASSES),)),
            id="classes_that_may_not_be_read",
        ),
        pytest.param(cluster(ingress("shop", class_name="gce")), id="a_class_that_needs_no_object"),
        pytest.param(
            cluster(ingress("shop", class_name=None, legacy_class="mine")), id="a_class_by_the_old_annotation"
        ),
    ],
)
def test_is_silent_for(healthy: Cluster) -> None:
    assert found("KP503", healthy) == []
