from __future__ import annotations

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Confidence, Severity
from kprobe.model.objects.meta import Annotations
from tests.checks.found import found, one
from tests.kit.objects import cluster, ingress, ingress_class, service
from tests.kit.stages import with_meta

GCE = ingress("shop", class_name="gce")
PLAIN = service("web", type_="ClusterIP")


def test_blames_a_cluster_ip_service_behind_gke() -> None:
    """IN-39."""
    finding = one("KP511", cluster(GCE, PLAIN))
    assert (finding.severity, finding.confidence) == (Severity.WARNING, Confidence.LIKELY)
    assert "Service shop/web" in finding.message
    assert finding.exposures == ("ingress/shop/shop/shop.example/",)


@pytest.mark.parametrize(
    "healthy",
    [
        pytest.param(cluster(GCE, service("web")), id="a_node_port"),
        pytest.param(
            cluster(GCE, with_meta(PLAIN, annotations=Annotations(gke_neg='{"ingress": true}'))), id="endpoint_groups"
        ),
        pytest.param(cluster(GCE), id="no_service_which_is_another_finding"),
        pytest.param(cluster(ingress("shop"), PLAIN, ingress_class()), id="another_controller"),
    ],
)
def test_is_silent_for(healthy: Cluster) -> None:
    assert found("KP511", healthy) == []
