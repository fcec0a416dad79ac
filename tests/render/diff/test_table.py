from __future__ import annotations

import pytest

from tests.kit import differences, reports
from tests.kit.rendering import bare


def test_what_is_worse_comes_first_under_its_heading() -> None:
    text = differences.rendered(differences.every_change(), "table")
    headings = [
        "Newly open to the internet",
        "New ways in",
        "Worse than before",
        "Changed",
        "Gone",
        "Not known before",
        "No longer known",
        "New findings",
        "Findings of another severity",
        "Findings not known before",
        "Findings no longer known",
    ]
    lines = text.splitlines()
    assert [line for line in lines if line in headings] == headings
    assert " ~  NodePort shop/wide    :30080 on 3 nodes" in text
    assert "Worse than before: 3 ways in and 2 findings. 1 newly open to the internet." in text
    assert lines[-1] == "Next: kprobe why svc/shop/wide   # link by link, and what mends it"


def test_it_begins_with_what_was_compared() -> None:
    first = differences.rendered(differences.every_change(), "table").splitlines()[0]
    assert first == (
        "lab: old.json (2026-11-23 12:00 UTC, from outside (198.51.100.100)) → "
        "new.json (2026-11-24 12:00 UTC, from outside (198.51.100.100))"
    )


def test_nothing_changed_is_one_line_of_news() -> None:
    assert differences.rendered(differences.nothing(), "table").splitlines()[-1] == "Nothing has changed."


def test_what_is_not_known_is_no_good_news() -> None:
    unread = differences.between(reports.healthy(), differences.every_change().new.report)
    blind = differences.between(reports.healthy(), reports.report(gaps=unread.new.report.gaps))
    assert "Nothing is known to be worse." in differences.rendered(blind, "table")


@pytest.mark.parametrize("width", [80, 120, 200])
def test_rows_fit_the_screen(width: int) -> None:
    text = bare(differences.rendered(differences.every_change(), "table", width=width, color=True))
    assert all(len(line) <= width for line in text.splitlines() if not line.startswith("Next: "))


def test_a_screen_without_unicode_gets_none() -> None:
    assert differences.rendered(differences.every_change(), "table", unicode=False).isascii()


def test_what_strangers_wrote_is_shown_as_it_is() -> None:
    assert reports.HOSTILE in differences.rendered(differences.hostile(), "table")
