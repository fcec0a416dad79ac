from __future__ import annotations

import io

import pytest

from kprobe.render.people.lines import flowed, plain, wrapped, write
from kprobe.render.renderer import Output
from tests.kit.rendering import bare

LINES = [(("mark ", "bold red"), ("[bold]literal[/bold] :skull: {x}", "")), plain("https://example.com/", "dim")]


def written(lines: list[tuple[tuple[str, str], ...]], *, color: bool) -> str:
    stream = io.StringIO()
    write(lines, Output(stream=stream, color=color, width=80))
    return stream.getvalue()


def test_the_same_text_goes_out_with_and_without_colour() -> None:
    assert bare(written(LINES, color=True)) == written(LINES, color=False)


def test_colour_is_there_only_where_it_was_asked_for() -> None:
    assert "\x1b[" in written(LINES, color=True)
    assert "\x1b[" not in written(LINES, color=False)


def test_colour_follows_the_output_and_not_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")  # the command line has judged that already
    assert "\x1b[" in written(LINES, color=True)


def test_a_long_listing_is_written_plainly() -> None:
    assert "\x1b[" not in written(LINES * 500, color=True)


def test_a_line_is_never_wrapped_by_the_printer() -> None:
    long = [plain("x" * 500, "bold")]
    assert bare(written(long, color=True)) == "x" * 500 + "\n"


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("one two three", 7, ["one two", "three"]),
        ("one two three", 0, ["one two three"]),
        ("short indivisible-name-here end", 10, ["short", "indivisible-name-here", "end"]),
        ("日本 日本", 5, ["日本", "日本"]),
        ("", 5, [""]),
    ],
    ids=["at spaces", "not without a screen", "never inside a word", "by columns, not characters", "nothing"],
)
def test_text_is_wrapped(text: str, width: int, lines: list[str]) -> None:
    assert wrapped(text, width) == lines


def test_parts_flow_onto_the_next_line_whole() -> None:
    lines = list(flowed([("14 ways in:", ""), ("3 unreachable", "red"), ("1 degraded", "")], 30))
    assert ["".join(text for text, _ in line) for line in lines] == ["14 ways in:  3 unreachable", "  1 degraded"]
