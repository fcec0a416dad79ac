from __future__ import annotations

import pytest

from kprobe.model.diagnosis import Verdict
from kprobe.model.exposure import Entry
from kprobe.model.probe import Observation, PortState
from tests.kit.comparing import Witness, answered, saw, works
from tests.kit.shop import SHOP, shop


def stale(entry: Entry) -> Observation:
    return saw(entry, PortState.FILTERED, addresses=("198.51.100.99",))


def test_an_old_address_that_fails_while_the_controller_answers() -> None:
    found = shop(works, stale)
    assert found.cause(SHOP) == "name-leads-elsewhere"
    (finding,) = found.made()
    assert finding.code == "KP806"
    assert "198.51.100.99" in finding.message
    assert any("192.0.2.11" in line for line in finding.evidence)


def test_another_address_that_works_may_well_be_a_proxy_in_front() -> None:
    assert shop(works, lambda e: answered(e, addresses=("198.51.100.99",))).made() == ()


def test_the_controllers_own_address_that_fails_by_name_is_another_cause() -> None:
    found = shop(works, lambda e: saw(e, PortState.FILTERED, addresses=("192.0.2.11",)))
    assert found.cause(SHOP) not in {"", "name-leads-elsewhere"}


def test_where_nothing_answers_the_name_is_not_to_blame() -> None:
    found = shop(lambda e: saw(e, PortState.FILTERED), stale)
    assert "KP806" not in {f.code for f in found.made()}


def only_at(port: int) -> Witness:
    """By name the Ingress answers at one port, and is refused at any other."""
    return lambda e: works(e) if e.port == port else saw(e, PortState.CLOSED, addresses=("198.51.100.9",))


@pytest.mark.parametrize(
    "port",
    [
        pytest.param(80, id="a proxy that kprobe does not know stands before the NodePort"),
        pytest.param(31763, id="the name leads to a node itself"),
    ],
)
def test_one_port_at_which_the_name_works_is_enough(port: int) -> None:
    found = shop(works, only_at(port))
    assert (found.reports[SHOP].verdict, found.made()) == (Verdict.REACHABLE, ())
