from __future__ import annotations

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Severity
from tests.checks.found import found, one
from tests.kit.objects import cluster, ref, service

USES = service("web", external_ips=("198.51.100.5",))


@pytest.mark.parametrize("version", ["v1.36.0", "v1.37.2+k3s1", "2.0"])
def test_is_information_since_1_36(version: str) -> None:
    finding = one("KP402", cluster(USES, version=version))
    assert finding.subject == ref("Service shop/web")
    assert finding.severity is Severity.INFO
    assert "198.51.100.5" in finding.evidence[0]
    assert finding.exposures == ("external-ip/shop/web/80/TCP",)


@pytest.mark.parametrize(
    "healthy",
    [
        pytest.param(cluster(USES, version="v1.35.9"), id="an_older_server"),
        pytest.param(cluster(USES, version=""), id="a_server_of_unknown_version"),
        pytest.param(cluster(service("web"), version="v1.36.0"), id="a_service_without_external_ips"),
        pytest.param(
            cluster(service("web", cluster_ip="None", external_ips=("198.51.100.5",)), version="v1.36.0"),
            id="a_headless_service_whose_external_ips_are_ignored",
        ),
    ],
)
def test_is_silent_for(healthy: Cluster) -> None:
    assert found("KP402", healthy) == []
