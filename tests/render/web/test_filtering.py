from __future__ import annotations

from selenium.webdriver.support.select import Select

from tests.kit.browser import KEYS, Browser
from tests.kit.web_pages import drawn_out
from tests.render.web.conftest import Show

NAMES = ".row .a"
EVERY = drawn_out()
COUNT = ".controls output"


def typed(page: Browser, text: str) -> None:
    page.one("#filter").clear()
    page.one("#filter").send_keys(text)


def names(page: Browser) -> list[str]:
    return page.texts(NAMES)


def test_words_filter_by_what_a_row_shows_and_what_it_opens_to(show: Show) -> None:
    page = show(EVERY)
    assert len(names(page)) == 12
    typed(page, "uneven")
    page.until("document.querySelectorAll('.row').length === 1")
    assert names(page) == ["uneven"]
    assert page.texts(COUNT) == ["1 of 12"]
    typed(page, "nearest: app=web")  # stands in the route of the broken one alone
    page.until("document.querySelector('.row .a')?.textContent === 'web'")
    assert names(page) == ["web"]


def test_a_word_with_a_minus_leaves_out_and_all_words_must_hold(show: Show) -> None:
    page = show(EVERY)
    typed(page, "ingress -rather")
    page.until("document.querySelectorAll('.row').length === 1")
    assert page.texts(".row .w") == ["https://shop.example.com/"]


def test_what_nothing_matches_says_so_and_clear_brings_all_back(show: Show) -> None:
    page = show(EVERY)
    typed(page, "no such thing")
    page.until("!document.querySelector('#nothing').hidden")
    assert page.one("#nothing").is_displayed()
    assert not page.one("#table").is_displayed()
    next(b for b in page.all(".controls button") if b.text == "Clear").click()
    assert len(names(page)) == 12
    page.until("location.hash === ''")


def test_chips_are_buttons_that_choose_verdicts_and_several_may_be_pressed(show: Show) -> None:
    page = show(EVERY)
    chips = {chip.get_attribute("value"): chip for chip in page.all("#verdicts button")}
    chips["degraded"].click()
    chips["unexpected"].click()
    assert page.texts(".row .v") == ["degraded", "degraded", "unexpected"]
    assert [v for v, chip in chips.items() if chip.get_attribute("aria-pressed") == "true"] == [
        "degraded",
        "unexpected",
    ]
    chips["degraded"].click()
    assert page.texts(".row .v") == ["unexpected"]


def test_kind_namespace_and_scope_are_chosen_from_what_there_is(show: Show) -> None:
    page = show(EVERY)
    kind, namespace, scope = (Select(choice) for choice in page.all(".controls select"))
    assert [o.text for o in namespace.options] == ["Any namespace", "infra (3)", "shop (9)"]
    assert [o.text for o in scope.options] == ["Any scope", "private (9)", "unknown (3)"]
    kind.select_by_value("Ingress")
    assert set(page.texts(".row .k")) == {"Ingress"}
    namespace.select_by_value("infra")
    assert names(page) == []


def test_a_shared_link_shows_what_its_sender_saw(show: Show) -> None:
    page = show(EVERY)
    page.one("#verdicts button[value=reachable]").click()
    typed(page, "shop")
    page.one("th[data-key=where] button").click()
    page.until("location.hash.includes('sort=where') && location.hash.includes('q=shop')")
    first, fragment = names(page), page.run("return location.hash")
    assert 0 < len(first) < 12
    again = show(EVERY, fragment)
    assert names(again) == first
    assert again.one("#filter").get_attribute("value") == "shop"
    assert again.one("#verdicts button[value=reachable]").get_attribute("aria-pressed") == "true"


def test_going_back_undoes_a_fragment_that_was_typed(show: Show) -> None:
    page = show(EVERY)
    page.run("location.hash = '#verdict=degraded'")
    page.until("document.querySelectorAll('.row').length === 2")
    page.driver.back()
    page.until("document.querySelectorAll('.row').length === 12")


def test_headings_sort_by_number_and_text_up_down_and_back(show: Show) -> None:
    page = show(EVERY)
    before = names(page)
    heading = page.one("th[data-key=name]")
    assert heading.get_attribute("aria-sort") == "none"
    heading.find_element("tag name", "button").click()
    assert heading.get_attribute("aria-sort") == "ascending"
    assert names(page) == sorted(before)
    heading.find_element("tag name", "button").send_keys(KEYS.ENTER)
    assert heading.get_attribute("aria-sort") == "descending"
    assert names(page) == sorted(before, reverse=True)
    heading.find_element("tag name", "button").click()
    assert (heading.get_attribute("aria-sort"), names(page)) == ("none", before)


def test_verdicts_sort_by_how_bad_they_are(show: Show) -> None:
    page = show(EVERY)
    button = page.one("th[data-key=verdict] button")
    button.click()
    button.click()
    assert page.texts(".row .v")[0] == "reachable"
    assert page.texts(".row .v")[-1] == "unreachable"


def test_severities_choose_among_the_findings(show: Show) -> None:
    page = show(EVERY)
    page.one("#severities button[value=warning]").click()
    shown = [f.get_attribute("data-severity") for f in page.all(".finding") if f.is_displayed()]
    assert shown == ["warning"]
