from __future__ import annotations

import pytest

from kprobe.model.diagnosis import Verdict
from kprobe.model.finding import Severity
from kprobe.model.probe import PortState, Speaks, Stage
from tests.kit.comparing import compared, saw, works
from tests.kit.objects import cluster, deployed, served, service, service_port

WEB = "node-port/shop/web/443/TCP"
SECURE = cluster(
    *served(
        service("web", service_port(443, target=8443, node=30443, name="https"), selector={"app": "web"}),
        deployed("web"),
    )
)


@pytest.mark.parametrize(("speaks", "word"), [("http", "plain HTTP"), ("tls", "TLS")])
def test_it_is_open_and_said_to_speak_something_else(speaks: Speaks, word: str) -> None:
    found = compared(SECURE, lambda e: saw(e, PortState.OPEN, stage=Stage.TLS, speaks=speaks))
    assert found.reports[WEB].verdict is Verdict.REACHABLE
    (finding,) = found.made()
    assert (finding.code, finding.severity, str(finding.subject)) == ("KP819", Severity.INFO, "Service shop/web")
    assert finding.message == f"port 443 should speak https by its name, but speaks {word}"


def test_a_port_that_speaks_as_it_should_is_not_mentioned() -> None:
    assert compared(SECURE, works).made() == ()
