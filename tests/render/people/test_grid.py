from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from kprobe.render.people.grid import Column, Row, layout
from kprobe.render.people.lines import cell_len as columns_of

NAMES = Column(title="NAME", least=8)
WORDS = Column(title="STATE", whole=False, least=6)


def text(rows: list[Row], width: int, columns: tuple[Column, ...] = (NAMES, WORDS)) -> list[str]:
    lines = layout(columns, [("", rows)], width, "WHY")
    return ["".join(part for part, _ in line).rstrip() for line in lines]


def row(name: str, state: str = "open", prose: str = "") -> Row:
    return Row(cells=((name, ""), (state, "")), prose=prose)


def test_prose_stands_beside_its_row_where_there_is_room() -> None:
    assert text([row("web", prose="because")], 80)[-1] == " web   open   because"


def test_prose_goes_below_its_row_where_there_is_none() -> None:
    assert text([row("web", prose="because of this")], 30) == [" NAME  STATE", " web   open", "    because of this"]


def test_prose_beside_its_row_continues_below_its_own_beginning() -> None:
    lines = text([row("web", prose="word " * 20 + "end")], 60)
    assert lines[1].startswith(" web   open   word")
    assert lines[2].startswith(" " * 14 + "word")


def test_a_name_that_is_too_long_is_not_cut_and_the_rest_moves_to_the_next_line() -> None:
    name = "a-very-long-name-" * 4
    lines = text([row("web"), row(name)], 60)
    assert f" {name}" in lines
    assert lines[-1] == "       open"


def test_one_very_long_name_does_not_push_the_other_rows_apart() -> None:
    assert " web   open" in text([row("web"), row("x" * 70)], 80)


def test_a_state_of_several_words_is_broken_at_spaces() -> None:
    lines = text([row("n" * 20, "closed or filtered or open")], 32, (NAMES, WORDS))
    assert len(lines) > 2
    assert " ".join(lines[1:]).split()[1:] == ["closed", "or", "filtered", "or", "open"]


def test_without_a_screen_each_row_is_one_line() -> None:
    assert text([row("x" * 200, "closed or filtered", "why " * 100)], 0)[1:] == [
        f" {'x' * 200}  closed or filtered  {('why ' * 100).rstrip()}"
    ]


def test_wide_characters_count_as_the_columns_they_take() -> None:
    lines = text([row("日本", "open"), row("four", "open")], 0)
    assert cell_len(lines[1].partition("open")[0]) == cell_len(lines[2].partition("open")[0])


def test_numbers_end_in_the_same_column() -> None:
    right = Column(title="MS", right=True)
    lines = text([row("web", "1.0"), row("web", "120.5")], 0, (NAMES, right))
    assert [line.rstrip()[-3:] for line in lines[1:]] == ["1.0", "0.5"]
    assert len(lines[1]) == len(lines[2])


def test_commands_to_copy_are_never_broken() -> None:
    command = "kubectl -n shop patch service web -p " + "x" * 100
    assert f"    {command}" in text([Row(cells=(("web", ""), ("open", "")), below=(command,))], 40)


@given(
    st.lists(
        st.tuples(st.text("ab-/", max_size=40), st.text("cd ", max_size=30), st.text("ef ", max_size=120)), max_size=5
    ),
    st.integers(0, 150),
)
def test_no_character_is_lost_at_any_width(rows: list[tuple[str, str, str]], width: int) -> None:
    shown = text([row(*cells) for cells in rows], width)
    letters = sorted(c for line in shown for c in line if c in "abcdef-/")
    assert letters == sorted(c for cells in rows for cell in cells for c in cell if c != " ")


@given(st.lists(st.text("ab", min_size=1, max_size=30), min_size=1, max_size=5), st.integers(0, 150))
def test_a_name_is_whole_on_one_line_at_any_width(names: list[str], width: int) -> None:
    shown = text([row(name, "closed or filtered", "why not") for name in names], width)
    assert all(any(f" {name}" in line for line in shown) for name in names)


WIDE = st.text(alphabet="ab é日本🙂", max_size=12)
CELL = st.tuples(WIDE, st.sampled_from(["", "bold"]))


@given(st.lists(st.tuples(CELL, CELL, CELL, WIDE), min_size=1, max_size=6))
def test_where_no_line_ends_a_row_is_what_it_would_be_on_a_very_wide_screen(
    drawn: list[tuple[tuple[str, str], tuple[str, str], tuple[str, str], str]],
) -> None:
    columns = (NAMES, Column(title="PORT", right=True), WORDS)
    rows = [Row(cells=cells[:3], prose=cells[3].strip()) for cells in drawn]
    assert text(rows, 0, columns) == text(rows, 100_000, columns)


@given(st.text(max_size=30).filter(str.isprintable))
def test_columns_are_counted_as_a_terminal_counts_them(drawn: str) -> None:
    assert columns_of(drawn) == cell_len(drawn)
