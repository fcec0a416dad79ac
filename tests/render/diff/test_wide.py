from __future__ import annotations

from msgspec.structs import replace

from tests.kit import differences, reports


def test_it_adds_what_was_seen_and_the_evidence() -> None:
    text = differences.rendered(differences.every_change(), "wide")
    [row] = [line for line in text.splitlines() if "NodePort shop/api" in line]
    assert row.endswith("selector app=wbe matches no pod; seen open")
    assert "seen open" not in differences.rendered(differences.every_change(), "table")
    new = reports.report(findings=(replace(reports.finding("KP304"), evidence=("the selector is app=wbe",)),))
    difference = differences.between(reports.report(), new)
    assert "the selector is app=wbe" in differences.rendered(difference, "wide")
    assert "the selector is app=wbe" not in differences.rendered(difference, "table")


def test_no_line_is_wider_than_the_screen() -> None:
    for width in (80, 120, 200):
        lines = differences.rendered(differences.every_change(), "wide", width=width).splitlines()
        assert max(map(len, lines)) <= width
