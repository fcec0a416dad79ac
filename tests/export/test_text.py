from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from kprobe.export.exporter import Origin
from kprobe.export.text import GENERATED, bracketed, comment, header, identifier, listed
from kprobe.model.snapshot import Gap, GapReason
from tests.kit.objects import NOW

ANYTHING = st.text(st.characters(exclude_categories=()))


@given(ANYTHING)
def test_an_identifier_is_one_word_of_few_characters(text: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_.-]{1,210}", identifier(text))


@given(ANYTHING, ANYTHING)
def test_different_names_stay_different(first: str, second: str) -> None:
    assert first == second or identifier(first) != identifier(second)


def test_a_name_that_kubernetes_allows_stays_as_it_is() -> None:
    assert identifier("node-1.example.com") == "node-1.example.com"


def test_names_that_would_look_alike_are_told_apart() -> None:
    assert (
        len({identifier("a b"), identifier("a-b"), identifier("a\nb"), identifier("a" * 300), identifier("a" * 301)})
        == 5
    )


@given(ANYTHING)
def test_a_comment_is_one_short_line(text: str) -> None:
    line = comment(text)
    assert line.startswith("# ")
    assert len(line.splitlines()) == 1
    assert "\n" not in line
    assert len(line.encode()) < 2048


@given(st.lists(ANYTHING))
def test_a_list_is_comments_alone(items: list[str]) -> None:
    lines = list(listed("left out", items))
    assert all(line.startswith("# ") and len(line.splitlines()) == 1 and len(line.encode()) < 2048 for line in lines)


def test_a_list_names_all_of_them() -> None:
    names = [f"node{n}" for n in range(300)]
    text = "\n".join(listed("left out", names))
    assert all(re.search(rf"\b{name}\b", text) for name in names)


def test_the_head_says_when_and_how_and_what_is_not_known() -> None:
    origin = Origin(version="1.2.3", generated=NOW, context="lab\nbind *:1", command="kprobe export x\nbind *:2")
    gap = Gap(what="pods", reason=GapReason.FORBIDDEN, effect="who else has a port is not known\n")
    lines = list(header(origin, (gap,), "Something", "Check it: now"))
    assert lines == [
        "# Something.",
        f"{GENERATED}2026-11-01T12:00:00Z by kprobe 1.2.3 from lab\\nbind *:1",
        "# Make it anew:  kprobe export x\\nbind *:2",
        "# Check it: now",
        "# Not known: pods (forbidden): who else has a port is not known\\n",
    ]


def test_only_ipv6_needs_brackets_before_a_port() -> None:
    assert [bracketed(a) for a in ("192.0.2.1", "2001:db8::1", "lb.example")] == [
        "192.0.2.1",
        "[2001:db8::1]",
        "lb.example",
    ]
