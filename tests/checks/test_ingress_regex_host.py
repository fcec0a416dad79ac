from __future__ import annotations

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Severity
from kprobe.model.objects.ingress import Ingress
from kprobe.model.objects.meta import Annotations
from tests.checks.found import found, one
from tests.kit.ingress import served_by
from tests.kit.objects import cluster, ingress
from tests.kit.stages import with_meta


def pattern(host: str = "shop.example") -> Ingress:
    return with_meta(ingress("p", host, "/p"), annotations=Annotations(nginx_rewrite_target="/$1"))


def test_tells_whose_paths_become_patterns() -> None:
    """IN-14."""
    finding = one("KP510", cluster(pattern(), ingress("b", path="/b", path_type="Exact"), *served_by()))
    assert (finding.severity, str(finding.subject)) == (Severity.INFO, "Ingress shop/p")
    assert finding.exposures == ("ingress/shop/b/shop.example/b",)


@pytest.mark.parametrize(
    "healthy",
    [
        pytest.param(cluster(pattern(), *served_by()), id="nobody_else_on_the_host"),
        pytest.param(cluster(pattern("other.example"), ingress("b", path="/b"), *served_by()), id="another_host"),
        pytest.param(cluster(pattern(), ingress("b"), *served_by()), id="the_root_which_matches_everything_anyway"),
        pytest.param(cluster(pattern(), ingress("b", path="/b"), *served_by("traefik")), id="another_controller"),
    ],
)
def test_is_silent_for(healthy: Cluster) -> None:
    assert found("KP510", healthy) == []
