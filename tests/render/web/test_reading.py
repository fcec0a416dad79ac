from __future__ import annotations

from selenium.webdriver.remote.webelement import WebElement

from tests.kit import targets
from tests.kit.browser import KEYS, Browser
from tests.kit.web_pages import crowd, drawn_out
from tests.render.web.conftest import Show

EVERY = drawn_out()


def row(page: Browser, name: str) -> WebElement:
    return next(b for b in page.all("#table > tbody") if b.find_element("css selector", ".a").text == name)


def inside(body: WebElement, selector: str) -> list[WebElement]:
    return body.find_elements("css selector", selector)


def test_a_row_opens_at_a_click_to_its_route_its_addresses_and_what_mends_it(show: Show) -> None:
    page = show(EVERY)
    web = row(page, "web")
    assert inside(web, ".route") == []
    inside(web, ".w")[0].click()
    button = inside(web, ".a button")[0]
    assert button.get_attribute("aria-expanded") == "true"
    more = page.one(f"#{button.get_attribute('aria-controls')}")
    assert more.is_displayed()
    steps = [step.text for step in inside(web, ".route > li > b")]
    assert steps == ["you", "no way through", "ok", "ok", "broken here", "broken as well", "not checked"]
    assert "198.51.100.11:30080 (node1)" in inside(web, ".entries")[0].text
    assert "kubectl -n shop patch service web" in more.text
    inside(web, ".w")[0].click()
    assert not more.is_displayed()
    assert button.get_attribute("aria-expanded") == "false"


def test_the_steps_of_a_route_stand_side_by_side_and_on_a_narrow_screen_one_below_the_other(show: Show) -> None:
    for width, along, across in ((1280, "x", "y"), (390, "y", "x")):
        page = show(EVERY, width=width)
        page.click(inside(row(page, "uneven"), ".a button")[0])
        boxes = [step.rect for step in page.all(".route:first-of-type > li")]
        assert [b[along] for b in boxes] == sorted({b[along] for b in boxes})
        assert len({round(b[across]) for b in boxes}) == 1


def test_every_state_has_a_shape_and_a_word_of_its_own(show: Show) -> None:
    page = show(EVERY)
    for button in page.all("#table .a button"):
        page.click(button)
    states = page.run(
        """return [...document.querySelectorAll('.route li > b[class]')].map(b => {
             const style = getComputedStyle(b, '::before');
             return [b.className, b.textContent, style.clipPath + style.borderStyle, style.width];
           })"""
    )
    shapes = {name: shape for name, _, shape, _ in states}
    assert {"ok", "bad", "ask", "off", "odd"} <= set(shapes)
    assert len(set(shapes.values())) == len(shapes)
    words = {(name, word) for name, word, _, _ in states}
    assert {("ok", "ok"), ("bad", "broken here"), ("ask", "unknown"), ("off", "not checked")} <= words
    assert all(width != "0px" for *_, width in states)


def test_slash_arrows_enter_and_escape_are_all_one_needs(show: Show) -> None:
    page = show(EVERY)
    focused = "document.activeElement.closest('tbody')?.querySelector('.a')?.textContent"
    page.one("body").send_keys("/")
    page.until("document.activeElement.id === 'filter'")
    page.press("uneven")
    page.until("document.querySelectorAll('.row').length === 1")
    page.press(KEYS.ESCAPE)
    page.until("document.querySelectorAll('.row').length === 12")
    page.press(KEYS.ARROW_DOWN)
    page.until(f"{focused} === 'web'")
    page.press(KEYS.ARROW_DOWN)
    names = page.texts("#table .a")
    assert page.run(f"return {focused}") == names[1]
    page.press(KEYS.ENTER)
    page.until("document.querySelectorAll('tbody.open .route').length > 0")
    page.press(KEYS.ESCAPE)
    page.until("document.querySelectorAll('tbody.open').length === 0")
    page.press(KEYS.ARROW_RIGHT)
    page.until("document.querySelectorAll('tbody.open').length === 1")
    page.press(KEYS.ARROW_LEFT, KEYS.END)
    page.until("document.querySelectorAll('tbody.open').length === 0")
    assert page.run(f"return {focused}") == names[-1]
    page.press(KEYS.HOME)
    assert page.run(f"return {focused}") == names[0]
    page.press("/", "a/b")
    page.until("document.querySelector('#filter').value === 'a/b'")


def test_the_focus_is_seen(show: Show) -> None:
    page = show(EVERY)
    page.press(KEYS.TAB)
    assert page.run("return getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_links_lead_from_a_finding_to_a_way_in_and_back_whatever_is_filtered(show: Show) -> None:
    page = show(EVERY, "#verdict=reachable")
    finding = page.all(".finding")[0]
    page.click(finding.find_element("tag name", "summary"))
    page.until("document.querySelector('.finding .links a')")
    page.click(finding.find_element("css selector", ".links a"))
    page.until("document.querySelector('tbody.open .cause a')")
    web = row(page, "web")
    assert inside(web, ".route")[0].is_displayed()
    assert page.run("return location.hash") == f"#{web.get_attribute('id')}"
    page.click(finding.find_element("tag name", "summary"))
    page.click(inside(web, ".cause a")[0])
    page.until("document.querySelector('.finding details').open")
    again = show(EVERY, f"#{web.get_attribute('id')}")
    assert inside(row(again, "web"), ".route")[0].is_displayed()


def test_a_finding_shows_in_the_table_what_it_breaks(show: Show) -> None:
    page = show(EVERY)
    page.all(".finding summary")[0].click()
    page.until("document.querySelector('.finding .show')")
    page.one(".finding .show").click()
    assert page.texts(".row .a") == ["web"]
    assert page.texts(".controls .only") == ["only KP301 \u00d7"]
    page.one(".controls .only").click()
    assert len(page.all(".row")) == 12


def test_a_command_is_copied_whole(show: Show) -> None:
    page = show(targets.broken())
    page.cdp("Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
    block = next(b for b in page.all(".paste") if "patch" in b.text)
    block.find_element("tag name", "button").click()
    page.until("document.querySelector('#said').textContent === 'Copied'")
    script = "const done = arguments[0]; navigator.clipboard.readText().then(done, e => done(String(e)))"
    copied = page.driver.execute_async_script(script)
    assert copied == 'kubectl -n shop patch service web -p \'{"spec":{"selector":{"app":"web"}}}\''


def test_it_is_a_table_for_whoever_hears_it(show: Show) -> None:
    page = show(EVERY)
    assert page.one("#table").aria_role == "table"
    assert page.one("#table .row").aria_role == "row"
    assert page.one("#table th").aria_role == "columnheader"
    assert page.one("#table .w").aria_role == "cell"
    assert page.one("#table .a button").accessible_name == "web"
    assert page.one("#filter").accessible_name == "Filter ways in"


def test_five_thousand_ways_in_are_filtered_and_sorted_and_few_of_them_are_elements(show: Show) -> None:
    page = show(crowd(5000))
    few = int(page.one("#table").get_attribute("data-at-once") or 0)
    assert len(page.all("#table > tbody")) == few == 200
    assert page.run("return document.querySelectorAll('*').length") < 10_000
    page.one("th[data-key=where] button").click()
    assert page.texts("#table .w")[:2] == [":30000 on 3 nodes", ":30001 on 3 nodes"]
    page.one("th[data-key=where] button").click()
    assert page.texts("#table .w")[0] == ":34999 on 3 nodes"
    page.one("#filter").send_keys("web-4321")
    page.until("document.querySelectorAll('.row').length === 1")
    assert page.texts(".row td") == [
        "unreachable" if 4321 % 3 == 0 else "reachable" if 4321 % 3 == 1 else "degraded",
        "NodePort", "team-1", "web-4321", ":34321 on 3 nodes", "open", "open", "", "private",
    ]  # fmt: skip
    page.one("#table .a button").click()
    assert page.one(".route").is_displayed()
    page.one("#filter").clear()
    page.one("#filter").send_keys("team-7")
    page.until("document.querySelector('.controls output').value === '250 of 5,000'")
    more = page.one("#more button")
    assert more.text == "Show 50 more of 250"
    page.click(more)
    assert len(page.all("#table > tbody")) == 250
    assert not more.is_displayed()


def test_a_link_to_the_last_of_many_finds_it(show: Show) -> None:
    report = crowd(450)
    page = show(report, "#q=web-448")
    anchor = page.all("#table > tbody")[0].get_attribute("id")
    again = show(report, f"#{anchor}")
    assert again.one(f"#{anchor} .route").is_displayed()
