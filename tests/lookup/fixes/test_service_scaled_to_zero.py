from __future__ import annotations

import pytest

from tests.kit.lookup import deployment, fixed, with_deployments
from tests.kit.objects import cluster, service


def test_what_is_scaled_to_zero_is_scaled_up() -> None:
    of = with_deployments(cluster(service("web", selector={"app": "web"})), deployment("web", replicas=0))
    assert fixed(of, "KP306") == ("kubectl -n shop scale deployment/web --replicas=1",)


def test_what_is_about_to_have_pods_is_not_called_so() -> None:
    of = with_deployments(cluster(service("web", selector={"app": "web"})), deployment("web", replicas=2))
    with pytest.raises(AssertionError, match="KP306 found nothing"):
        fixed(of, "KP306")
