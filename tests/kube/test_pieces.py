from __future__ import annotations

import json
from contextlib import closing
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kprobe.kube.decoding import decode_page, plain
from kprobe.kube.pieces import SIZE, pieces
from kprobe.model.objects.pod import Pod

BETWEEN = '},{"metadata":{'
words = st.text() | st.sampled_from([BETWEEN, "]}", '"', "\\", "}\n"])
objects = st.lists(
    st.fixed_dictionaries(
        {"metadata": st.fixed_dictionaries({"name": words})},
        optional={"spec": st.recursive(words, lambda inner: st.lists(inner) | st.dictionaries(words, inner))},
    ),
    max_size=12,
)


def listed(items: Any, *, end: str = "\n", **more: Any) -> bytearray:
    return bytearray((json.dumps({"kind": "PodList", "items": items, **more}, separators=(",", ":")) + end).encode())


def read(page: bytearray, size: int) -> tuple[list[Any], int]:
    """The items of all pieces, and how many pieces there were."""
    found: list[Any] = []
    with closing(pieces(memoryview(page), size)) as parts:
        found += msgspec.json.decode(next(parts))["items"]
        count = 1
        for part in parts:
            found += msgspec.json.decode(part)
            count += 1
    return found, count


@settings(max_examples=200, deadline=None, derandomize=True)
@given(items=objects, size=st.integers(min_value=0, max_value=200), end=st.sampled_from(["\n", ""]))
def test_the_pieces_hold_what_the_whole_does_and_leave_it_as_it_was(items: list[Any], size: int, end: str) -> None:
    page = listed(items, end=end)
    before = bytes(page)
    assert read(page, size)[0] == items
    assert bytes(page) == before


def test_a_long_list_comes_in_several() -> None:
    page = listed([{"metadata": {"name": f"web-{number}"}} for number in range(100)])
    assert read(page, 300)[1] == pytest.approx(len(page) / 320, abs=2)
    assert read(page, SIZE)[1] == 1


INSIDE = {"metadata": {"name": "b"}, "spec": {"templates": [{"x": {}}, {"metadata": {"name": "no pod"}}]}}


@pytest.mark.parametrize(
    "page",
    [
        listed([{"metadata": {"name": "a"}}, INSIDE, {"metadata": {"name": "c"}}]),
        listed([{"metadata": {"name": "a"}}, {"metadata": {"name": 7}}, {"metadata": {"name": "c"}}]),
        listed([{"metadata": {"name": "a"}}, {"metadata": {"name": "b"}}], metadata={"continue": "more", "x": [[{}]]}),
        listed([{"metadata": {"name": "a"}}, {"metadata": {"name": "b"}}], beside=[{}, {"metadata": {}}]),
    ],
    ids=["what is like it inside of an object", "a broken object", "a list's own words at its end", "another list"],
)
def test_where_pieces_do_not_fit_the_page_is_decoded_as_it_is_without(
    page: bytearray, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = decode_page(bytes(page), plain(Pod))
    monkeypatch.setattr("kprobe.kube.decoding.pieces", lambda body: pieces(body, 1))
    assert decode_page(memoryview(page), plain(Pod)) == whole
    assert whole.items[0].metadata.name == "a"


@pytest.mark.parametrize("page", [b"", b"{}", b"]}", bytes(listed([{"metadata": {}}] * 9))], ids=repr)
def test_what_may_not_be_written_to_stays_in_one_piece(page: bytes) -> None:
    assert list(pieces(page, 1)) == [page]
    assert list(pieces(memoryview(page), 1)) == [page]


def test_a_page_that_is_left_halfway_is_as_it_was() -> None:
    page = listed([{"metadata": {"name": "a"}}] * 9)
    before = bytes(page)
    parts = pieces(memoryview(page), 1)
    next(parts), next(parts)
    assert bytes(page) != before
    parts.close()
    assert bytes(page) == before
