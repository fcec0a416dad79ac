from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kit import reports, targets
from tests.kit.browser import Browser
from tests.kit.rendering import rendered
from tests.kit.web_pages import FINDING, PAYLOADS, crowd, drawn_out, found, parsed, saying, unexposed
from tests.render.web.conftest import Show

BASES = {
    "a scan": reports.report(
        targets.refused(), targets.one_node_silent(), findings=(FINDING, reports.finding("KP203")), gaps=(reports.GAP,)
    ),
    "one target": targets.asked(
        targets.refused(), others=(reports.reported(reports.ingress("front", "shop.example.com", "/")),)
    ),
    "nothing exposed": unexposed(),
}
# `<<` would make a here-document of a fix, which is another shape of the page, rightly.
HOSTILE = (
    st.lists(st.sampled_from(PAYLOADS) | st.text(max_size=8), min_size=1, max_size=4)
    .map("".join)
    .filter(lambda text: "<<" not in text)
)
_MEANING = str.maketrans(dict.fromkeys("<>&\"'`", "#"))


def skeleton(text: str, *, scripting: bool) -> list[tuple[str, tuple[str, ...], str]]:
    """Every element with the names of its attributes, in order; of scripts and styles what they say as well."""
    return [
        (str(e.tag), tuple(sorted(e.attrib)), (e.text or "") if e.tag in {"script", "style"} else "")
        for e in parsed(text, scripting=scripting)[0].iter()
    ]


@settings(max_examples=25, deadline=None)
@given(text=HOSTILE, base=st.sampled_from(sorted(BASES)), scripting=st.booleans())
def test_no_text_changes_what_the_page_is_made_of(text: str, base: str, *, scripting: bool) -> None:
    hostile = rendered(saying(BASES[base], text), "html")
    harmless = rendered(saying(BASES[base], text.translate(_MEANING)), "html")
    assert skeleton(hostile, scripting=scripting) == skeleton(harmless, scripting=scripting)


@pytest.mark.parametrize("text", PAYLOADS)
def test_a_name_is_shown_as_it_is(text: str) -> None:
    tree, _ = parsed(rendered(crowd(1, payloads=(text,)), "html"))
    [name] = [e for row in found(tree, "tr", "row") for e in found(row, "td", "a")]
    assert "".join(name.itertext()) == f"web-0 {text}"


def test_text_that_was_not_escaped_would_be_noticed() -> None:
    page = rendered(crowd(1, payloads=("PLANTED",)), "html")
    planted = page.replace("PLANTED", PAYLOADS[1])
    assert skeleton(planted, scripting=False) != skeleton(page, scripting=False)


@pytest.mark.parametrize("count", [len(PAYLOADS), 200 + len(PAYLOADS)])
def test_in_a_browser_hostile_names_are_names_and_no_script_of_theirs_runs(show: Show, count: int) -> None:
    report = crowd(count, payloads=PAYLOADS)
    page = show(report)
    while page.one("#more button").is_displayed():
        page.click(page.one("#more button"))
    page.run("for (const b of document.querySelectorAll('#table .a button')) b.click()")
    shown = page.run("return [...document.querySelectorAll('#table .row .a')].map(e => e.textContent)")
    assert sorted(shown) == sorted(item.exposure.source.name for item in report.exposures)
    assert page.run("return [globalThis.broke, document.images.length, document.forms.length]") == [None, 0, 0]


@pytest.mark.parametrize("text", PAYLOADS)
def test_in_a_browser_no_text_anywhere_breaks_out(show: Show, text: str) -> None:
    page = show(saying(drawn_out(), text))
    page.run(
        "for (const b of document.querySelectorAll('#table .a button')) b.click();"
        "for (const d of document.querySelectorAll('.finding details')) d.open = true;"
    )
    page.until("!document.querySelector('.finding noscript')")
    tags = "return [...new Set([...document.body.querySelectorAll('*')].map(e => e.localName))].sort()"
    reference = page.run(tags)
    assert not {"img", "svg:svg", "base", "meta", "i"} & set(reference)
    assert page.run("return [globalThis.broke, document.querySelectorAll('script').length]") == [None, 2]


def test_a_script_that_is_not_the_pages_own_does_not_run(chromium: Browser, tmp_path: Path) -> None:
    page = rendered(reports.healthy(), "html")
    planted = page.replace(
        "</main>", '<script>globalThis.broke = 1</script><b onclick="1" style="color:red">x</b></main>'
    )
    changed = page.replace(
        "document.documentElement.classList", "globalThis.broke = 2; document.documentElement.classList"
    )
    for number, text in enumerate((planted, changed)):
        path = tmp_path / f"planted-{number}.html"
        path.write_text(text, encoding="utf-8")
        chromium.open(path)
        assert chromium.run("return globalThis.broke ?? null") is None
        assert any("Content Security Policy" in line for line in chromium.console())
