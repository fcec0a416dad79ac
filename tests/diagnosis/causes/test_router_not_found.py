from __future__ import annotations

import pytest

from kprobe.model.diagnosis import Verdict
from kprobe.model.finding import Confidence, Severity
from kprobe.model.probe import Author
from tests.kit.comparing import answered, works
from tests.kit.shop import SHOP, shop


def test_a_404_in_the_words_of_the_router() -> None:
    found = shop(lambda e: answered(e, 404, author=Author.ROUTER))
    assert (found.reports[SHOP].verdict, found.cause(SHOP)) == (Verdict.UNKNOWN, "router-not-found")
    (finding,) = found.made()
    assert (finding.code, finding.severity, finding.confidence) == ("KP814", Severity.WARNING, Confidence.POSSIBLE)


@pytest.mark.parametrize("author", [Author.ROUTE, Author.UNKNOWN])
def test_a_404_that_is_not_known_to_be_the_routers_is_the_applications(author: Author) -> None:
    found = shop(lambda e: answered(e, 404, author=author))
    assert found.reports[SHOP].verdict is Verdict.REACHABLE
    assert found.made() == ()


def test_a_page_that_every_host_gets_is_an_answer() -> None:
    assert shop(lambda e: answered(e, 200, author=Author.ROUTER)).made() == ()
    assert shop(works).made() == ()


def test_the_words_are_named_and_that_others_have_them_too() -> None:
    """SIG-3."""
    found = shop(lambda e: answered(e, 404, author=Author.ROUTER, body="404 page not found"), by="traefik")
    (finding,) = found.made()
    assert "the words are those of Traefik, and of many another program" in finding.evidence
    assert "Traefik may not have taken it up" in finding.message


def test_an_application_behind_traefik_that_names_itself_says_404_for_itself() -> None:
    found = shop(
        lambda e: answered(e, 404, author=Author.ROUTER, body="404 page not found", server="nginx", behind=True),
        by="traefik",
    )
    assert (found.reports[SHOP].verdict, found.made()) == (Verdict.REACHABLE, ())
