"""What a report says of an entry is judged as the comparison judged it: the pages must not tick what failed."""

from __future__ import annotations

import pytest

from kprobe.diagnosis.entry_case import case_of
from kprobe.model.diagnosis import Verdict
from kprobe.model.probe import Author
from tests.kit.comparing import answered, works
from tests.kit.shop import SHOP, shop


def _worth(status: int, **said: str) -> tuple[Verdict, set[bool | None]]:
    found = shop(lambda e: answered(e, status, author=Author.ROUTE, **said), by="traefik")  # type: ignore[arg-type]
    report = found.reports[SHOP]
    return report.verdict, {case_of(e).answers for e in report.entries}


def test_an_answer_that_only_its_controllers_own_words_give_away_fails_in_the_report_as_well() -> None:
    assert _worth(500, body="Internal Server Error") == (Verdict.UNREACHABLE, {False})


@pytest.mark.parametrize("said", [{}, {"server": "shop/1.0"}])
def test_the_applications_own_error_is_an_answer_in_the_report_as_well(said: dict[str, str]) -> None:
    assert _worth(500, body="no money", **said) == (Verdict.REACHABLE, {True})
    assert shop(works).reports[SHOP].verdict is Verdict.REACHABLE
