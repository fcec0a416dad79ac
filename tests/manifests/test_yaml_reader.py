from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kprobe.manifests.marked import mark_of
from kprobe.manifests.yaml_reader import MAX_DEPTH, BrokenYaml, read_documents


def read(text: str | bytes) -> list[Any]:
    return list(read_documents(text if isinstance(text, bytes) else text.encode()))


def test_every_field_remembers_its_line_and_column() -> None:
    (value,) = read("a: 1\nports:\n- name: http\n  port: 80\n- {name: x, port: 81}\n")
    assert mark_of(value, ("a",)) == (1, 1)
    assert mark_of(value, ("ports", 0)) == (3, 3)
    assert mark_of(value, ("ports", 0, "port")) == (4, 3)
    assert mark_of(value, ("ports", 1, "port")) == (5, 13)


def test_a_field_that_is_not_there_has_the_mark_of_what_would_hold_it() -> None:
    (value,) = read("spec:\n  ports:\n  - port: 80\n")
    assert mark_of(value, ("spec", "ports", 0, "nodePort")) == (3, 5)
    assert mark_of(value, ("status",)) == (1, 1)
    assert mark_of("text", ("a",)) == (1, 1)


def test_documents_come_one_by_one_empty_ones_as_none() -> None:
    assert read("a: 1\n---\n---\n# only a comment\n---\nb: 2\n") == [{"a": 1}, None, None, {"b": 2}]
    assert read("") == []


def test_lines_go_on_from_document_to_document() -> None:
    assert mark_of(read("a: 1\n---\nb: 2\n")[1], ("b",)) == (3, 1)


def test_scalars_are_what_kubernetes_takes_them_for() -> None:
    (value,) = read(
        "i: 080\no: 0o17\nn: ~\nt: yes\nf: 1.5\ns: '80'\nd: 2026-11-01\nm: 12:30\nx: 0x1F\n"
        "b: !!binary aGk=\ne: !!str 1\nu: ! 5\n"
    )
    assert value == {
        "i": "080",
        "o": "0o17",
        "n": None,
        "t": True,
        "f": 1.5,
        "s": "80",
        "d": "2026-11-01",
        "m": "12:30",
        "x": 31,
        "b": "aGk=",
        "e": "1",
        "u": "5",
    }


def test_keys_are_text() -> None:
    assert read("1: a\ntrue: b\n~: c\n'<<': d\n") == [{"1": "a", "true": "b", "null": "c", "<<": "d"}]


def test_aliases_and_merges_are_followed() -> None:
    (value,) = read("base: &b {x: 1, y: 2}\none:\n  <<: *b\n  y: 3\ntwo: {<<: [{z: 1}, *b], x: 9}\nthree: *b\n")
    assert value["one"] == {"y": 3, "x": 1}
    assert value["two"] == {"x": 9, "z": 1, "y": 2}
    assert value["three"] == {"x": 1, "y": 2}
    assert mark_of(value, ("one", "x")) == (1, 11)


LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join([f'*{before}'] * 10)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
MERGES = "a: &a {x: 1}\n" + "".join(
    f"{name}: &{name} {{<<: [{','.join([f'*{before}'] * 10)}], {name}: 1}}\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "problem", "line"),
    [
        pytest.param(LAUGHS, "expands to them", 6, id="a_billion_laughs"),
        pytest.param(MERGES, "expands to them", 7, id="a_billion_merges"),
        pytest.param("[" * 500 + "]" * 500, f"more than {MAX_DEPTH} levels", 1, id="deep_nesting"),
        pytest.param("- " * 500 + "x", f"more than {MAX_DEPTH} levels", 1, id="deep_nesting_of_blocks"),
        pytest.param("&a [*a]", "refers to itself", 1, id="an_alias_to_itself"),
        pytest.param("a: 1\nb: *none", "refers to nothing", 2, id="an_alias_to_nothing"),
        pytest.param("a: !!python/object/apply:os.system [x]", "has no meaning", 1, id="a_tag_that_would_run_code"),
        pytest.param("a: !vault x", "tag !vault", 1, id="a_tag_of_another_tool"),
        pytest.param("a: " + "9" * 5000, "no int", 1, id="a_number_too_long_to_be_one"),
        pytest.param("a: !!int ten", "no int", 1, id="a_number_that_is_none"),
        pytest.param("a: !!bool perhaps", "no bool", 1, id="a_truth_that_is_none"),
        pytest.param("{{ .Values.x }}", "a key is no text", 1, id="a_template"),
        pytest.param("a: b: c", "mapping values are not allowed", 1, id="a_colon_too_many"),
        pytest.param("a: 1\n b: 2", "", 2, id="wrong_indentation"),
        pytest.param("a: {<<: 5}", "merges something that is no mapping", 1, id="a_merge_of_a_number"),
        pytest.param(b"a: \xff\xff", "", 0, id="bytes_that_are_no_text"),
        pytest.param(b"a: \x07", "", 0, id="a_control_character"),
    ],
)
def test_what_is_no_manifest_is_refused_with_its_line(text: str | bytes, problem: str, line: int) -> None:
    with pytest.raises(BrokenYaml) as caught:
        read(text)
    assert problem in caught.value.problem
    assert caught.value.line == line


def test_merging_is_bounded_too() -> None:
    wide = "{" + ",".join(f"k{n}: 1" for n in range(2000)) + "}"
    many = ",".join(["*a"] * 2000)
    with pytest.raises(BrokenYaml, match=r"merges more than|expands to them"):
        read(f"a: &a {wide}\nb: {{<<: [{many}]}}\n")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(st.characters(codec="ascii"), max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("abc<.*&:- ", min_size=1, max_size=6), inner, max_size=4)
    ),
    max_leaves=20,
)


@settings(max_examples=50, deadline=None)
@given(JSON)
def test_what_is_written_is_what_is_read(value: Any) -> None:
    assert read(yaml.safe_dump(value, default_flow_style=False)) == [value]
    assert read(json.dumps(value, indent=2)) == [value]


def outcome(content: bytes) -> BrokenYaml | None:
    try:
        list(read_documents(content))
    except BrokenYaml as broken:
        return broken
    return None


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("ab:-{}[]&*!<>|'\"%@#,?\n\t 0159.~/\\"), max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    broken = outcome(text.encode())
    assert broken is None or (broken.problem and 0 <= broken.line <= text.count("\n") + 2)


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    broken = outcome(content)
    assert broken is None or broken.problem
