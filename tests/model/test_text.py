from __future__ import annotations

from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from kprobe.model.exposure import Entry, Protocol
from kprobe.model.text import sanitised, visible


class Inner(Struct, frozen=True, kw_only=True):
    text: str
    many: tuple[str, ...] = ()
    number: int = 0


class Outer(Struct, frozen=True, kw_only=True):
    inner: Inner
    pairs: tuple[tuple[str, str], ...] = ()
    nothing: str | None = None


class Odd(StrEnum):
    VALUE = "a\x1bb"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("", ""),
        ("日本語 ü", "日本語 ü"),
        ("two\nlines", "two\\nlines"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\u202eb", "a\\u202eb"),
        ("zero\u200bwidth", "zero\\u200bwidth"),
        ("\udc80", "\\udc80"),
        ("\u00a0", "\\xa0"),
        ("\x9b31m", "\\x9b31m"),
    ],
    ids=[
        "plain text is left alone",
        "so is nothing",
        "so are letters of any script",
        "a line break",
        "a terminal escape",
        "a bidirectional override",
        "a zero-width space",
        "a lone surrogate",
        "a space that does not break",
        "an 8-bit control sequence",
    ],
)
def test_what_cannot_be_printed_becomes_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text())
def test_visible_text_is_printable_and_stays_so(text: str) -> None:
    once = visible(text)
    assert once.isprintable()
    assert visible(once) == once
    assert (once == text) == text.isprintable()


@given(st.text(), st.lists(st.text()), st.lists(st.tuples(st.text(), st.text())))
def test_every_string_inside_a_value_is_cleaned(text: str, many: list[str], pairs: list[tuple[str, str]]) -> None:
    clean = sanitised(Outer(inner=Inner(text=text, many=tuple(many), number=3), pairs=tuple(pairs), nothing=text))
    every = [clean.inner.text, *clean.inner.many, *(s for pair in clean.pairs for s in pair), clean.nothing]
    assert all(isinstance(s, str) and s.isprintable() for s in every)
    assert len(clean.inner.many) == len(many)
    assert clean.inner.number == 3


def test_a_clean_value_is_the_same_object() -> None:
    entry = Entry(address="192.0.2.1", port=80, protocol=Protocol.UDP)
    assert sanitised(entry) is entry


def test_enumerations_keep_their_type() -> None:
    assert sanitised((Odd.VALUE, Protocol.TCP)) == (Odd.VALUE, Protocol.TCP)
    assert isinstance(sanitised(Odd.VALUE), Odd)
