from __future__ import annotations

from tests.kit import differences
from tests.render.web.conftest import Show


def test_the_field_shows_the_changes_that_have_all_its_words(show: Show) -> None:
    page = show(differences.every_change())
    visible = "[...document.querySelectorAll('.changed')].filter((row) => row.offsetParent !== null).length"
    everything = page.run(f"return {visible}")
    assert everything > 5
    look = (
        "const field = document.querySelector('#controls input'); field.value = arguments[0];"
        f"field.dispatchEvent(new Event('input')); return {visible}"
    )
    assert page.run(look, "nodeport worse") == 3
    assert page.run(look, "no such thing") == 0
    assert page.run("return document.querySelector('#nothing').hidden") is False
    assert page.run(look, "") == everything


def test_nothing_is_wider_than_the_screen(show: Show) -> None:
    for width in (400, 800, 1280):
        page = show(differences.hostile(), width=width)
        assert page.run("return document.documentElement.scrollWidth <= innerWidth")


def test_a_change_opens_to_its_fix_and_can_be_read_in_the_dark(show: Show) -> None:
    page = show(differences.every_change())
    assert page.run("const row = document.querySelector('.changed details'); row.open = true; return row.innerText")
    light = page.run("return getComputedStyle(document.body).backgroundColor")
    switch = "document.querySelector('#switch button').click();"  # from the system's to light, dark, and back
    page.run(f"{switch} {switch}")
    assert page.run("return getComputedStyle(document.body).backgroundColor") != light
    page.run(switch)
    assert page.run("return getComputedStyle(document.body).backgroundColor") == light
