from __future__ import annotations

import pytest

from kprobe.model.diagnosis import Verdict
from kprobe.model.exposure import Entry
from kprobe.model.probe import Author, Observation, PortState
from tests.kit.comparing import Compared, Witness, answered, saw, works
from tests.kit.objects import deployed, served, service, service_port
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


OTHER = served(
    service("other", service_port(80), type_="ClusterIP", selector={"app": "other"}, external_ips=("198.51.100.99",)),
    deployed("other"),
)


def there(entry: Entry, author: Author) -> Observation:
    """At port 80; the controller's NodePort is not there."""
    to = ("198.51.100.99",)
    return (
        answered(entry, author=author, addresses=to) if entry.port == 80 else saw(entry, PortState.CLOSED, addresses=to)
    )


def led(author: Author) -> Compared:
    """The name ends at another Service's external IP, which answers 200."""
    return shop(works, lambda e: there(e, author), more=OTHER)


@pytest.mark.parametrize("author", [Author.ROUTER, Author.UNKNOWN])
def test_another_service_of_the_cluster_that_answers_everybody_is_not_the_site(author: Author) -> None:
    found = led(author)
    assert (found.reports[SHOP].verdict, found.cause(SHOP)) == (Verdict.DEGRADED, "name-leads-elsewhere")
    assert "but Service shop/other, which does not know the name" in found.diagnosis(SHOP).message


def test_another_service_that_knows_the_name_may_pass_it_on() -> None:
    assert led(Author.ROUTE).reports[SHOP].verdict is Verdict.REACHABLE


def test_where_the_answers_cannot_be_told_apart_nobody_strays() -> None:
    alike = shop(
        lambda e: answered(e, author=Author.UNKNOWN),
        lambda e: there(e, Author.UNKNOWN),
        more=OTHER,
    )
    assert alike.reports[SHOP].verdict is Verdict.REACHABLE
