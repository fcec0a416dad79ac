from __future__ import annotations

import pytest

from kprobe.model.report import Report
from tests.kit import reports, targets
from tests.kit.browser import Browser
from tests.kit.web_pages import crowd, drawn_out
from tests.render.web.conftest import Show

REPORTS = {"scan": drawn_out(), "one target": targets.broken(), "hostile": reports.hostile()}
# WCAG 2.2, 1.4.3: the contrast of each text with what lies behind it, 4.5 or 3 for large type.
FAINT = r"""
const context = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
function rgba(color) {
  context.clearRect(0, 0, 1, 1); context.fillStyle = color; context.fillRect(0, 0, 1, 1);
  return [...context.getImageData(0, 0, 1, 1).data];
}
const over = (top, below) => top.slice(0, 3).map((c, i) => c * top[3] / 255 + below[i] * (1 - top[3] / 255));
function behind(element) {
  if (!element) return [255, 255, 255];
  const color = rgba(getComputedStyle(element).backgroundColor);
  return color[3] === 255 ? color.slice(0, 3) : over(color, behind(element.parentElement));
}
function luminance(color) {
  const [r, g, b] = color.map(c => (c /= 255) <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4);
  return .2126 * r + .7152 * g + .0722 * b;
}
const faint = []; let looked = 0;
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const element = walker.currentNode.parentElement;
  if (!walker.currentNode.data.trim() || !element.checkVisibility()) continue;
  if (['SCRIPT', 'STYLE', 'NOSCRIPT', 'OPTION'].includes(element.tagName)) continue;
  const style = getComputedStyle(element), below = behind(element);
  const [a, b] = [luminance(over(rgba(style.color), below)), luminance(below)].sort((x, y) => y - x);
  const ratio = (a + .05) / (b + .05), size = parseFloat(style.fontSize);
  looked += 1;
  if (ratio < (size >= 24 || (size >= 18.66 && style.fontWeight >= 700) ? 3 : 4.5)) {
    faint.push([walker.currentNode.data.trim().slice(0, 40), element.className, ratio.toFixed(2)]);
  }
}
return [looked, faint];
"""


def opened(page: Browser) -> Browser:
    """With everything that opens open."""
    page.run(
        "for (const b of document.querySelectorAll('#table .a button[aria-expanded=false]')) b.click();"
        "for (const d of document.querySelectorAll('.finding details')) d.open = true;"
    )
    page.until("!document.querySelector('.finding noscript')")
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS.keys())
def test_all_text_can_be_read_in_both_schemes(show: Show, report: Report, scheme: str) -> None:
    page = show(report)
    page.scheme(scheme)
    looked, faint = opened(page).run(FAINT)
    assert looked > 60
    assert faint == []


def test_the_measure_of_contrast_finds_what_is_faint(show: Show) -> None:
    page = show(drawn_out())
    page.run("document.documentElement.style.setProperty('--dim', '#b0b0b0')")
    assert page.run(FAINT)[1] != []


@pytest.mark.parametrize("width", [320, 390, 800, 1100, 1280, 1920])
@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS.keys())
def test_nothing_sticks_out_of_the_page(show: Show, report: Report, width: int) -> None:
    page = opened(show(report, width=width))
    assert page.run("return document.documentElement.scrollWidth") <= width


def test_the_scheme_is_the_systems_until_one_is_chosen_which_is_kept(show: Show) -> None:
    report = drawn_out()
    page = show(report)
    background = "return getComputedStyle(document.body).backgroundColor"
    light = page.run(background)
    page.scheme("dark")
    dark = page.run(background)
    assert light != dark
    switch = page.one("#switch button")
    switch.click()
    assert (switch.text, page.run(background)) == ("Light", light)
    again = show(report)
    assert again.one("#switch button").text == "Light"
    again.one("#switch button").click()
    again.scheme("light")
    assert again.run(background) == dark
    again.one("#switch button").click()
    assert again.one("#switch button").text == "Auto"


def test_on_paper_there_are_no_controls_and_what_is_open_stays_open(show: Show) -> None:
    page = show(drawn_out())
    page.one("#table .a button").click()
    page.scheme("dark", medium="print")
    for gone in (".top", ".controls", ".copy"):
        assert not page.one(gone).is_displayed()
    assert page.one(".route").is_displayed()
    assert page.run("return getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.run(FAINT)[1] == []


def test_without_scripts_everything_can_be_read_and_nothing_pretends_to_work(show: Show, chromium: Browser) -> None:
    chromium.scripts(enabled=False)
    page = show(crowd(230))
    assert len(page.all("tbody .row")) == 230
    assert [e for e in page.all("button, input, select") if e.is_displayed()] == []
    last = page.all(".rows > tbody")[-1]
    assert not last.find_element("css selector", ".route").is_displayed()
    last.find_element("tag name", "summary").click()
    assert last.find_element("css selector", ".route").is_displayed()
