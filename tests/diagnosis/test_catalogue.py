from __future__ import annotations

import re

import pytest
from msgspec.structs import replace

from kprobe.checks.judge import all_checks
from kprobe.diagnosis.catalogue import SECTIONS, Item, catalogue, look_up
from kprobe.diagnosis.cause import Cause
from kprobe.diagnosis.comparison import Comparison
from kprobe.errors import UsageError
from kprobe.policy.rule import Rule
from kprobe.registry import load

ITEMS = catalogue()
EVERY = [pytest.param(item, id=item.name) for item in ITEMS]


def test_it_has_every_check_cause_comparison_and_rule() -> None:
    found = [c.slug for c in all_checks()]
    found += [c.slug for c in load("kprobe.diagnosis.causes", "CAUSE", Cause)]
    found += [c.slug for c in load("kprobe.diagnosis.comparisons", "COMPARISON", Comparison)]
    found += [r.slug for r in load("kprobe.policy.rules", "RULE", Rule)]
    assert sorted(item.slug for item in ITEMS) == sorted(found)


def test_it_goes_by_code_and_what_has_none_comes_last() -> None:
    codes = [item.code for item in ITEMS if item.code]
    assert codes == sorted(codes)
    assert [item.code for item in ITEMS[len(codes) :]] == [""] * (len(ITEMS) - len(codes))


@pytest.mark.parametrize("item", EVERY)
def test_a_page_says_in_one_line_what_is_wrong(item: Item) -> None:
    first, empty, *_ = item.documentation.splitlines()
    assert first.endswith(".")
    assert empty == ""
    assert item.title


@pytest.mark.parametrize("item", EVERY)
def test_a_page_has_every_section_with_something_in_it(item: Item) -> None:
    parts = re.split(r"^## (.*)$", item.documentation, flags=re.MULTILINE)
    found = dict(zip(parts[1::2], parts[2::2], strict=True))
    assert tuple(found) == SECTIONS, f"{item.name}: its module's docstring needs the sections {', '.join(SECTIONS)}"
    assert [name for name, text in found.items() if not text.strip()] == []


@pytest.mark.parametrize("item", EVERY)
def test_a_page_says_since_which_version(item: Item) -> None:
    assert f"Severity: {item.severity}. Since {item.since}.\n" in item.markdown
    assert re.fullmatch(r"\d+\.\d+\.\d+", item.since)


@pytest.mark.parametrize(
    ("word", "slug"),
    [
        ("KP301", "service-selects-nothing"),
        ("kp301", "service-selects-nothing"),
        ("nothing-listens", "nothing-listens"),
        ("contested-port", "contested-port"),
    ],
    ids=["a_code", "a_code_in_small_letters", "a_name", "a_cause_without_a_code"],
)
def test_it_is_looked_up_by(word: str, slug: str) -> None:
    assert look_up(word, ITEMS).slug == slug


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("KP3O1", "Did you mean KP301 (service-selects-nothing)"),
        ("service-select-nothing", "Did you mean KP301 (service-selects-nothing)"),
        ("contestedport", "Did you mean contested-port"),
        ("zzz", "kprobe checks lists them all."),
    ],
    ids=["a_letter_for_a_digit", "a_name_that_is_almost_right", "one_without_a_code", "nothing_like_any"],
)
def test_what_there_is_not_is_a_mistake_that_offers_what_comes_close(word: str, hint: str) -> None:
    with pytest.raises(UsageError, match=f"no check or cause is called '{word}'") as raised:
        look_up(word, ITEMS)
    assert raised.value.hint.startswith(hint)


def test_a_page_without_a_code_is_called_by_its_name() -> None:
    item = replace(ITEMS[0], code="", slug="odd")
    assert item.name == "odd"
    assert item.markdown.startswith("# odd\n")
