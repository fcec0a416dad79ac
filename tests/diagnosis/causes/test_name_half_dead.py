from __future__ import annotations

from msgspec.structs import replace

from kprobe.model.diagnosis import Verdict
from kprobe.model.exposure import Entry
from kprobe.model.probe import AddressResult, Author, Observation, PortState
from tests.kit.comparing import answered, works
from tests.kit.shop import SHOP, shop


def one(address: str, succeeded: int, attempts: int = 3) -> AddressResult:
    state = PortState.OPEN if succeeded else PortState.FILTERED
    error = "" if succeeded == attempts else "no answer in time"
    return AddressResult(address=address, state=state, attempts=attempts, succeeded=succeeded, error=error)


def by_name(entry: Entry, *at: AddressResult) -> Observation:
    seen = answered(entry, addresses=tuple(a.address for a in at))
    return replace(
        seen, at=at, attempts=sum(a.attempts for a in at), succeeded=sum(a.succeeded for a in at), error=at[-1].error
    )


def test_a_dead_address_beside_a_living_one_is_the_names_fault() -> None:
    """S-12."""
    found = shop(works, lambda e: by_name(e, one("192.0.2.11", 3), one("192.0.2.99", 0)))
    assert (found.reports[SHOP].verdict, found.cause(SHOP)) == (Verdict.DEGRADED, "name-half-dead")
    (finding,) = found.made()
    assert finding.code == "KP844"
    assert "192.0.2.99 does not answer; the cluster does not know 192.0.2.99" in finding.message


def test_addresses_that_all_answer_say_nothing() -> None:
    assert shop(works, lambda e: by_name(e, one("192.0.2.11", 3), one("192.0.2.12", 3))).made() == ()


def test_an_address_that_answers_now_and_then_is_not_dead() -> None:
    found = shop(works, lambda e: by_name(e, one("192.0.2.11", 3), one("192.0.2.12", 1)))
    assert found.cause(SHOP) == "answers-sometimes"


def theirs(address: str, author: Author) -> AddressResult:
    return AddressResult(address=address, state=PortState.OPEN, attempts=1, succeeded=1, author=author)


def test_an_address_that_answers_as_for_any_host_is_another_servers() -> None:
    found = shop(works, lambda e: by_name(e, theirs("192.0.2.11", Author.ROUTE), theirs("192.0.2.99", Author.ROUTER)))
    assert (found.reports[SHOP].verdict, found.cause(SHOP)) == (Verdict.DEGRADED, "name-half-dead")
    (finding,) = found.made()
    assert "of which 192.0.2.99 does not know the host and answers all the same" in finding.message


def test_addresses_of_which_none_is_known_to_serve_the_host_are_not_told_apart() -> None:
    both = (theirs("192.0.2.11", Author.UNKNOWN), theirs("192.0.2.99", Author.ROUTER))
    assert shop(works, lambda e: by_name(e, *both)).made() == ()
