from __future__ import annotations

import pytest
from hypothesis import given, settings

from kprobe.model.text import visible
from kprobe.render.gfm.text import block, code, literal, markup
from tests.kit.github import page
from tests.kit.strangers import DANGEROUS, TEXTS


def plain(text: str) -> str:
    """As a browser shows it: white space as one space."""
    return " ".join(text.replace("\u200b", "").split())


@pytest.mark.parametrize("text", DANGEROUS, ids=ascii)
@pytest.mark.parametrize("before", ["", "- ", "| a |\n| - |\n| "], ids=["a paragraph", "a list", "a table"])
def test_text_stays_text(text: str, before: str) -> None:
    shown = page(f"{before}{literal(text)}")
    assert {tag for tag, _ in shown.elements} <= {"p", "span", "ul", "li", "table", "thead", "tbody", "tr", "th", "td"}
    assert list(shown.noticed()) == []
    told = plain("".join(piece.text for piece in shown.pieces))
    assert told.removeprefix("a ") == plain(text)


@given(TEXTS)
@settings(deadline=None, max_examples=100)
def test_text_of_any_kind_stays_text(text: str) -> None:
    shown = page(f"| a | b |\n| - | - |\n| x | {literal(visible(text))} | ")
    assert list(shown.noticed()) == []
    assert plain(shown.texts("tbody")[0]) == plain(f"x {visible(text)}")


@given(TEXTS)
@settings(deadline=None, max_examples=100)
def test_code_of_any_kind_stays_code_in_a_table_too(text: str) -> None:
    text = visible(text)
    shown = page(f"| a | b |\n| - | - |\n| x | {code(text)} |\n\n{code(text)}")
    wanted = [] if not text.strip() else [text, text]
    assert shown.texts("code") == wanted
    assert shown.links() == []
    assert [tag for tag, _ in shown.elements].count("td") == 2


@given(TEXTS)
@settings(deadline=None, max_examples=100)
def test_text_inside_html_stays_text(text: str) -> None:
    shown = page(f"<details><summary>{markup(visible(text))}</summary>\n\nbelow\n\n</details>")
    assert {tag for tag, _ in shown.elements} <= {"details", "summary", "span", "p"}
    assert list(shown.noticed()) == []
    assert plain(shown.texts("summary")[0]) == plain(visible(text))


@given(TEXTS, TEXTS)
@settings(deadline=None, max_examples=100)
def test_lines_of_code_stay_lines_whatever_is_in_them(one: str, other: str) -> None:
    lines = [visible(one), visible(other)]
    shown = page(f"{block(lines, 'sh')}\n\nafter")
    assert shown.texts("code") == ["".join(f"{line}\n" for line in lines).replace("\u200b", "")]
    assert shown.texts("p") == ["after"]


@pytest.mark.parametrize(
    "text",
    [
        "198.51.100.11:30080 (node1)",
        "[2001:db8::1]:443",
        "127.0.10.2:9200",
        "a-b",
        "node2, node3: no endpoint",
        "3.2 s",
    ],
)
def test_what_people_copy_has_nothing_invisible_in_it(text: str) -> None:
    assert "&#" not in literal(text)
    assert "".join(piece.text for piece in page(literal(text)).pieces).strip() == text


def test_what_is_plain_is_written_plainly() -> None:
    assert literal("selector app=wbe matches no pod") == "selector app=wbe matches no pod"
    assert code("shop/web") == "`shop/web`"
