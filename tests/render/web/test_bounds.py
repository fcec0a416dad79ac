from __future__ import annotations

from msgspec.structs import replace

from kprobe.model.probe import PortState
from kprobe.render.people.alike import alike
from kprobe.render.web.bounds import ENTRIES, TEXT, clipped, few
from kprobe.render.web.entries import entries
from tests.kit import reports, targets
from tests.kit.rendering import rendered
from tests.kit.web_pages import drawn_out, saying


def test_a_text_is_cut_where_it_is_very_long_and_says_how_much_more_there_is() -> None:
    assert clipped("x" * TEXT) == "x" * TEXT
    assert clipped("x" * (TEXT + 1500)) == f"{'x' * TEXT}… (1,500 more characters)"


def test_of_many_lines_the_first_are_shown_and_the_others_counted() -> None:
    assert few(("a", "", "b", "a")) == ("a", "b")
    assert few((str(n) for n in range(20)), most=2) == ("0", "1", "… and 18 more")


def test_the_worst_addresses_are_among_those_that_are_shown() -> None:
    item = targets.open_everywhere()
    many = list(item.entries * 20)
    many[-1] = replace(many[-1], observation=reports.observation(many[-1].entry, PortState.FILTERED))
    shown = entries(alike(many))
    assert (len(shown.rows), shown.left) == (ENTRIES, len(many) - ENTRIES)
    assert [row.mark.icon for row in shown.rows] == ["bad", *["ok"] * (ENTRIES - 1)]


def test_the_page_grows_with_its_text_no_further_than_the_bounds() -> None:
    short, long, longer = (len(rendered(saying(drawn_out(), "x" * n), "html")) for n in (10, 10_000, 1_000_000))
    assert short < long <= longer < long + 50_000
