from __future__ import annotations

from pathlib import Path

import pytest

from tests.kit.rendering_manifests import Object, helm, kustomize

TIGHT = {
    "image": {"digest": f"sha256:{'0' * 64}"},
    "policy": {"fail_on": "warning", "ignores": [{"code": "KP402", "reason": "routed by our own BGP speakers"}]},
    "scan": {
        "baseline": "fixed",
        "failOn": "warning",
        "allowIncomplete": True,
        "timeZone": "Europe/Berlin",
        "formats": ["csv", "html", "json", "junit", "markdown", "prometheus", "sarif", "yaml"],
        "extraArgs": ["--rate", "100"],
        "persistence": {"existingClaim": "audit"},
    },
    "exporter": {"extraArgs": ["--max-age", "1000"], "serviceMonitor": {"enabled": True}, "address": "[::]"},
    "networkPolicy": {
        "scrapers": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "monitoring"}}}],
        "targets": [{"ipBlock": {"cidr": "192.0.2.0/24"}}],
    },
    "podLabels": {"team": "net"},
    "nodeSelector": {"kubernetes.io/os": "linux"},
    "tolerations": [{"operator": "Exists"}],
    "priorityClassName": "audit",
    "imagePullSecrets": [{"name": "pull"}],
}
"""Values that differ from the chart's own wherever they can."""


@pytest.fixture(params=["kustomization", "chart", "chart with values"])
def objects(request: pytest.FixtureRequest, tmp_path: Path) -> list[Object]:
    """What is applied, in each way in which it can be."""
    if request.param == "kustomization":
        return kustomize()
    return helm(TIGHT if "values" in request.param else None, folder=tmp_path)
