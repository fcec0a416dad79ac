from __future__ import annotations

import pytest

from kprobe.model.diagnosis import Verdict
from kprobe.model.exposure import Entry
from kprobe.model.finding import Confidence, Severity
from kprobe.model.probe import Observation, PortState
from tests.kit.comparing import answered, saw, works
from tests.kit.shop import SHOP, shop

GONE = "203.0.113.77"


def only_at_the_controller(entry: Entry) -> Observation:
    return saw(entry, PortState.FILTERED) if entry.address == GONE else works(entry)


def test_a_published_address_where_nothing_answers_is_stale() -> None:
    """IN-8."""
    found = shop(only_at_the_controller, address=GONE)
    assert (found.reports[SHOP].verdict, found.cause(SHOP)) == (Verdict.DEGRADED, "stale-address")
    (finding,) = found.made()
    assert (finding.code, finding.severity, finding.confidence) == ("KP842", Severity.WARNING, Confidence.LIKELY)
    assert GONE in finding.message
    assert "31763" in finding.message


@pytest.mark.parametrize(
    "address",
    [pytest.param(GONE, id="it answers: a load balancer that is not in the API"), pytest.param("", id="IN-7: none")],
)
def test_an_address_that_answers_or_none_at_all_is_fine(address: str) -> None:
    assert shop(lambda e: answered(e, addresses=("192.0.2.11",)), address=address).made() == ()


def test_where_the_controller_itself_is_silent_nobody_can_tell() -> None:
    found = shop(lambda e: saw(e, PortState.FILTERED), address=GONE)
    assert "KP842" not in {f.code for f in found.made()}
