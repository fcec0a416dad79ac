"""The trap of a workload that is meant to have no pods. Files, as the whole program reads them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kprobe.checks.judge import all_checks
from kprobe.model.finding import Severity
from tests.kit.manifests import item, node, write
from tests.traps.test_reading import scanned

LABELS = {"app": "web"}
SERVICE = item(
    "Service",
    "web",
    "shop",
    spec={"type": "NodePort", "selector": LABELS, "ports": [{"port": 80, "nodePort": 30180, "protocol": "TCP"}]},
)
KNOWN = any(check.slug == "service-scaled-to-zero" for check in all_checks())


def deployment(replicas: int, labels: dict[str, str]) -> dict[str, Any]:
    """A Deployment without pods, whose template has `labels`."""
    template = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "app", "image": "app:1"}]}}
    return item(
        "Deployment",
        "web",
        "shop",
        spec={"replicas": replicas, "selector": {"matchLabels": labels}, "template": template},
    )


@pytest.mark.skipif(not KNOWN, reason="no check tells a workload scaled to zero from a wrong selector yet")
def test_trap_12_a_workload_scaled_to_zero_is_no_alarm(tmp_path: Path) -> None:
    """Nobody is behind the Service, as somebody or an autoscaler asked: information, and no blame of the selector."""
    write(tmp_path, node("node1", "192.0.2.11"), SERVICE, deployment(0, LABELS))
    found = scanned(tmp_path).findings
    assert [f.severity for f in found if f.severity is not Severity.INFO] == []
    assert any("scaled to zero" in f.message for f in found)
    assert not any("matches no pod" in f.message for f in found)


@pytest.mark.parametrize(
    ("replicas", "labels"),
    [(0, {"app": "wbe"}), (2, LABELS)],
    ids=["the_selector_fits_nobody", "it_should_have_pods_and_has_none"],
)
def test_trap_12_what_is_not_scaled_to_zero_is_an_alarm(tmp_path: Path, replicas: int, labels: dict[str, str]) -> None:
    """A selector that fits no workload, and a workload that should have pods, are errors as before."""
    write(tmp_path, node("node1", "192.0.2.11"), SERVICE, deployment(replicas, labels))
    assert [f.severity for f in scanned(tmp_path).findings if f.severity is not Severity.INFO] == [Severity.ERROR]
