from __future__ import annotations

import sys
from dataclasses import replace

import pytest

from docs.generate_rows import PAGE, TITLES, Mention, Table, mentions, page, read, settled


@pytest.fixture(scope="module")
def table() -> Table:
    return read()


def rows_of(source: str, file: str = "kprobe/planted.py") -> list[str]:
    return [m.row for m in mentions(file, source)]


def said(row: str, file: str = "kprobe/planted.py") -> Mention:
    return Mention(row=row, file=file, line=7, inside="")


PLANTED = Table(
    rows={"NP-1": "a", "NP-2": "b", "NP-3": "c"},
    unsourced=frozenset({"NP-3"}),
    see={},
    reasons={"NP-2": "only a probe from inside could tell", "NP-3": "nothing citable; never stated as fact"},
    code=(said("NP-1"),),
    tests=(),
)


def test_every_row_is_evaluated_or_has_a_reason(table: Table, capsys: pytest.CaptureFixture[str]) -> None:
    if table.todo:
        with capsys.disabled():
            sys.stdout.write(f"\n{len(table.todo)} rows are marked todo in docs/rows.toml: {' '.join(table.todo)}\n")
    problems = list(table.problems())
    assert not problems, "docs/rows.toml:\n" + "\n".join(problems)


def test_the_table_on_disk_is_that_which_the_code_gives(table: Table) -> None:
    assert PAGE.read_text(encoding="utf-8") == page(table), "run: python docs/generate_rows.py"


def test_every_row_stands_on_the_page(table: Table) -> None:
    text = page(table)
    assert {i.partition("-")[0] for i in table.rows} == set(TITLES)
    assert [i for i in table.rows if f"\n| {i} | " not in text] == []


def test_a_docstring_and_a_comment_name_rows_and_ranges() -> None:
    source = '"""Rows LB-14 to LB-17, NP-12 and PX-14b."""\n\nX = 1  # S-7\n'
    assert rows_of(source) == ["LB-14", "LB-15", "LB-16", "LB-17", "NP-12", "PX-14b", "S-7"]


def test_a_range_may_go_over_the_end_of_a_line() -> None:
    assert rows_of('"""See SV-9\nto SV-11."""\n') == ["SV-9", "SV-10", "SV-11"]


def test_other_words_with_a_number_are_no_rows() -> None:
    assert rows_of('"""UTF-8, SHA-256, KEP-1669, TLS-1, NP-12-13 and KP-NP-4."""\n') == []


def test_a_string_names_a_row_in_a_test_only() -> None:
    source = 'X = "NP-12"\n'
    assert rows_of(source) == []
    assert rows_of(source, "tests/test_planted.py") == ["NP-12"]


def test_a_mention_knows_the_function_around_it() -> None:
    (mention,) = mentions("kprobe/planted.py", 'def refused():\n    """Row DP-1."""\n')
    assert (mention.inside, mention.line) == ("refused", 2)


def test_nothing_is_wrong_with_rows_that_are_named_or_have_a_reason() -> None:
    assert list(PLANTED.problems()) == []


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        pytest.param(
            replace(PLANTED, code=(said("NP-1"), said("NP-9"))),
            'kprobe/planted.py:7 names NP-9: add NP-9 = "…" to [rows], or mend the id',
            id="a_row_that_does_not_exist",
        ),
        pytest.param(
            replace(PLANTED, code=(said("NP-1"), said("NP-2"))),
            "NP-2 is named in kprobe/planted.py: delete the line "
            'NP-2 = "only a probe from inside could tell" from [not-covered]',
            id="a_row_that_is_covered_and_has_a_reason",
        ),
        pytest.param(
            replace(PLANTED, code=()),
            'no docstring or comment under kprobe/ names NP-1: add NP-1 = "…why…" to [not-covered]',
            id="a_row_that_nobody_names",
        ),
        pytest.param(
            replace(PLANTED, reasons={"NP-2": "x", "NP-3": "todo"}),
            'NP-3 is unsourced: add NP-3 = "nothing citable; never stated as fact" to [not-covered]',
            id="an_unsourced_row_without_a_reason",
        ),
        pytest.param(
            replace(PLANTED, code=(said("NP-1"), said("NP-3", "kprobe/other.py"))),
            "kprobe/other.py names unsourced rows only: nothing citable says so; name a sourced row, or say nothing",
            id="code_that_rests_on_an_unsourced_row_alone",
        ),
        pytest.param(
            replace(PLANTED, see={"NP-1": ("NP-8",)}),
            "[see] sends NP-1 to NP-8, which [rows] lacks",
            id="a_row_that_is_sent_nowhere",
        ),
        pytest.param(
            replace(PLANTED, reasons={**PLANTED.reasons, "NP-7": "x"}),
            "[not-covered] has NP-7, which [rows] lacks: delete it",
            id="a_reason_for_a_row_that_is_gone",
        ),
    ],
)
def test_a_problem_says_which_line_to_change(bad: Table, problem: str) -> None:
    assert list(bad.problems()) == [problem]


def test_a_row_that_is_sent_to_others_needs_neither_code_nor_reason() -> None:
    sent = replace(PLANTED, see={"NP-2": ("NP-1",)}, reasons={"NP-3": "nothing citable; never stated as fact"})
    assert list(sent.problems()) == []
    assert "| NP-2 | b | see NP-1 |" in page(replace(sent, code=(said("NP-1", "kprobe/app.py"),)))


def test_a_row_in_hand_loses_its_mark_once_it_is_evaluated_and_a_reason_stays() -> None:
    table = replace(PLANTED, reasons={"NP-1": "todo", "NP-2": "todo", "NP-3": "nothing citable"})
    data = 'NP-1 = "todo"\nNP-2 = "todo"\nNP-3 = "nothing citable"\n'
    assert settled(data, table) == 'NP-2 = "todo"\nNP-3 = "nothing citable"\n'
