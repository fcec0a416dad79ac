from __future__ import annotations

import pytest

from kprobe.checks.manifest_refused import refused
from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Confidence, Place, Severity
from tests.checks.found import found
from tests.kit import yaml_shop as y
from tests.kit.checking import checked
from tests.kit.objects import cluster, ref, served, service, service_port


def test_an_object_of_a_file_that_no_server_takes_is_an_error_with_its_line() -> None:
    report = checked(y.service().replace("port: 80", "port: eighty"))
    (finding,) = [f for f in report.findings if f.code == "KP901"]
    assert (finding.severity, finding.confidence) == (Severity.ERROR, Confidence.CERTAIN)
    assert finding.subject == ref("Service shop/web")
    assert "spec.ports[0].port" in finding.message
    assert finding.place is not None


def test_the_field_is_part_of_the_id_and_the_line_is_not() -> None:
    first, second = (refused(ref("Service shop/web"), "spec.type", "no", Place(file="a", line=n)) for n in (1, 2))
    assert first.id == second.id == "KP901/Service/shop/web/spec.type"


@pytest.mark.parametrize(
    "healthy",
    [
        pytest.param(cluster(*served(service("web"))), id="whatever_is_in_a_cluster"),
        pytest.param(cluster(service("web", service_port(70000))), id="what_a_cluster_cannot_hold"),
    ],
)
def test_is_silent_for(healthy: Cluster) -> None:
    assert found("KP901", healthy) == []
