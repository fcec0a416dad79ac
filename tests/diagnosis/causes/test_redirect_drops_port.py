from __future__ import annotations

import pytest

from kprobe.model.diagnosis import Verdict
from kprobe.model.exposure import Entry
from kprobe.model.finding import Severity
from kprobe.model.probe import Observation, PortState
from tests.kit.comparing import answered, saw
from tests.kit.shop import SHOP, shop


def node_port_alone(location: str) -> list[str]:
    """What is found where only the NodePort answers, with a redirect to `location`."""

    def witness(entry: Entry) -> Observation:
        return answered(entry, 308, location=location) if entry.port == 31763 else saw(entry, PortState.CLOSED)

    return [f.code for f in shop(witness).made()]


def test_a_redirect_without_the_node_port_leads_to_another_door() -> None:
    """IN-27."""
    found = shop(
        lambda e: answered(e, 308, location="https://shop.example/") if e.port == 31763 else saw(e, PortState.CLOSED)
    )
    (finding,) = found.made()
    assert (finding.code, finding.severity) == ("KP841", Severity.WARNING)
    assert "without the port by which they came" in finding.message
    assert found.reports[SHOP].verdict is Verdict.REACHABLE


@pytest.mark.parametrize(
    "location",
    [
        "https://shop.example:31443/",
        "/login",
        "https://login.example/",
        "",
        "https://shop.example:x/",
        "ftp://shop.example/",
    ],
)
def test_other_redirects_are_nobodys_business(location: str) -> None:
    assert node_port_alone(location) == []


def test_a_way_in_on_the_usual_port_makes_the_redirect_right() -> None:
    found = shop(lambda e: answered(e, 308, location="https://shop.example/"), address="203.0.113.5")
    assert found.made() == ()
