from __future__ import annotations

import html
import re

import pytest

from kprobe.render.diff.markdown import literal
from tests.kit import differences, reports


def test_a_heading_says_the_result_and_tables_what_changed() -> None:
    lines = differences.rendered(differences.every_change(), "markdown").splitlines()
    assert lines[0].startswith("## kprobe diff: Worse than before")
    row = next(line for line in lines if "wide" in line)
    assert html.unescape(row) == (
        "| **worse** | NodePort shop/wide | :30080 on 3 nodes | private, reachable | internet, reachable |  |"
    )
    assert "### No longer known" in lines


def test_every_row_has_the_cells_of_its_table() -> None:
    for difference in (differences.every_change(), differences.hostile()):
        text = differences.rendered(difference, "markdown")
        for table in re.findall(r"(?:^\|.*\n)+", text, flags=re.MULTILINE):
            assert len({row.count("|") for row in table.splitlines()}) == 1


def test_a_comment_has_room_for_it() -> None:
    text = differences.rendered(differences.between(reports.report(), reports.crowd(2000, broken=900)), "markdown")
    assert len(text) < 65_536
    assert "and 1950 more: `-o table` has all of it" in text


@pytest.mark.parametrize(
    "text",
    [
        "<b>x</b>",
        "[x](https://evil.example)",
        "![x](https://evil.example/x.png)",
        "`code`",
        "**bold** _em_ ~~gone~~",
        "a | b",
        "@everybody",
        "see #1 and !2",
        "https://evil.example www.evil.example",
        ":skull:",
        "$x$",
        "&lt;b&gt;",
        "# head",
        "line\nbreak",
    ],
)
def test_nothing_a_stranger_writes_is_markup(text: str) -> None:
    written = literal(text)
    assert "\n" not in written
    assert not set("<>[]`*_|@#!~:") & set(re.sub(r"&#\d+;|<span>\$</span>", "", written))
    back = html.unescape(written.replace("<span>$</span>", "$")).replace("\u200b", "")
    assert back == " ".join(text.split())
