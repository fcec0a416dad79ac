from __future__ import annotations

import io

import pytest

from kprobe.diagnosis.catalogue import Item
from kprobe.model.finding import Severity
from kprobe.render.people.catalogue import listing, page
from kprobe.render.renderer import Output

ITEM = Item(
    code="KP999",
    slug="made-up",
    severity=Severity.WARNING,
    title="Something is made up",
    since="9.9.9",
    documentation="It is made up.\n\n## Why it matters\n\nIt `does` not.\n",
)


@pytest.fixture
def stream() -> io.StringIO:
    return io.StringIO()


@pytest.fixture(autouse=True)
def _made_up_subject(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kprobe.diagnosis.catalogue._SUBJECTS", {"KP9": "Inventions", "KP8": "Comparing"})


def test_a_list_has_a_line_each_under_its_subject(stream: io.StringIO) -> None:
    other = Item(code="", slug="odd", severity=Severity.INFO, title="Odd", since="1.0.0", documentation="Odd.")
    listing((ITEM, other), Output(stream=stream))
    assert stream.getvalue().splitlines() == [
        " code   name     severity  what is wrong",
        "Inventions",
        " KP999  made-up  warning   Something is made up",
        "Comparing",
        " -      odd      info      Odd",
        "",
        "One of them in full: kprobe checks CODE",
    ]


def test_a_page_in_a_pipe_is_markdown_as_written(stream: io.StringIO) -> None:
    page(ITEM, Output(stream=stream))
    assert stream.getvalue() == ITEM.markdown
    assert ITEM.markdown.startswith("# KP999 made-up\n\n**It is made up.** Severity: warning. Since 9.9.9.\n\n## Why")


def test_a_page_on_a_screen_is_no_wider_than_the_screen_and_shows_no_marks(stream: io.StringIO) -> None:
    page(ITEM, Output(stream=stream, width=40))
    shown = stream.getvalue()
    assert all(len(line) <= 40 for line in shown.splitlines())
    assert not {"##", "**", "`"} & set(shown.split())
    assert "It does not." in shown
