from __future__ import annotations

import re

import pytest
from msgspec.structs import replace

from kprobe.model.difference import Difference
from tests.kit import differences, reports
from tests.kit.web_pages import PAYLOADS, found, parsed, text_of


def page(difference: Difference, *, unicode: bool = True) -> str:
    return differences.rendered(difference, "html", unicode=unicode)


@pytest.mark.parametrize("difference", [differences.every_change(), differences.hostile(), differences.nothing()])
@pytest.mark.parametrize("scripting", [True, False])
def test_a_browsers_parser_has_no_complaint(difference: Difference, scripting: bool) -> None:  # noqa: FBT001
    assert parsed(page(difference), scripting=scripting)[1] == []


def test_it_says_the_result_and_each_change_under_its_heading() -> None:
    tree, _ = parsed(page(differences.every_change()))
    [lead] = found(tree, "p", "lead")
    assert text_of(lead).startswith("Worse than before: 3 ways in and 2 findings.")
    headings = [text_of(h) for h in found(tree, "h2")]
    assert headings[:4] == ["Newly open to the internet 1", "New ways in 1", "Worse than before 1", "Changed 1"]
    [row] = [r for r in found(tree, "li", "changed") if "shop/wide" in text_of(r)]
    assert "worse NodePort shop/wide :30080 on 3 nodes reachable private → reachable internet" in text_of(row)
    [front] = [r for r in found(tree, "li", "changed") if "Ingress shop/front" in text_of(r)]
    assert "not there → reachable ingresses could not be read" in text_of(front)


def test_it_loads_nothing_and_its_policy_has_the_hashes_of_what_it_runs() -> None:
    text = page(differences.every_change())
    assert not re.search(r"<(?:link|img|iframe|object|embed)\b|\bsrc=|@import|url\(", text)
    tree, _ = parsed(text)
    [meta] = [m for m in found(tree, "meta") if m.get("http-equiv") == "Content-Security-Policy"]
    assert meta.get("content", "").count("'sha256-") == len(found(tree, "script")) + len(found(tree, "style"))


@pytest.mark.parametrize("text", PAYLOADS)
def test_no_text_changes_what_the_page_is_made_of(text: str) -> None:
    def saying(said: str) -> list[str]:
        new = reports.report(findings=(replace(reports.finding("KP304", message=said), evidence=(said,)),))
        tree, errors = parsed(page(differences.between(reports.report(), new, names=(said, said))))
        assert errors == []
        return [str(e.tag) for e in tree.iter()]

    assert saying(text) == saying("harmless")


def test_a_stream_that_takes_no_unicode_gets_references() -> None:
    text = page(differences.hostile(), unicode=False)
    assert text.isascii()
    assert text_of(parsed(text)[0]) == text_of(parsed(page(differences.hostile()))[0])
