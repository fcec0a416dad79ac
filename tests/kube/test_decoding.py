from __future__ import annotations

import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kprobe.kube.decoding import BROKEN, decode_page, name_of, plain, status_of
from kprobe.model.objects.pod import Pod

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["metadata", "name", "spec", "containers", "ports", "x"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(items=st.lists(ANY_JSON, max_size=4))
def test_whatever_the_items_are_each_is_decoded_or_named(items: list[object]) -> None:
    page = decode_page(json.dumps({"kind": "PodList", "items": items}).encode(), plain(Pod))
    assert len(page.items) + len(page.skipped) == len(items)


@given(body=st.binary())
def test_bytes_that_are_no_list_are_broken_and_nothing_else(body: bytes) -> None:
    with pytest.raises(BROKEN):
        decode_page(body, plain(Pod))


def test_text_that_is_no_utf8_spoils_one_object_only() -> None:
    body = b'{"kind": "PodList", "items": [{"metadata": {"name": "a"}}, {"metadata": {"name": "\xff"}}]}'
    page = decode_page(body, plain(Pod))
    assert (len(page.items), page.skipped) == (1, ("an object without a readable name",))


@pytest.mark.parametrize("items", [b"null", b"[]"], ids=["null", "empty"])
def test_a_list_without_items_is_empty(items: bytes) -> None:
    page = decode_page(b'{"kind": "PodList", "metadata": null, "items": ' + items + b"}", plain(Pod))
    assert (page.items, page.continue_token, page.remaining) == ((), "", None)


def test_an_object_without_a_name_can_still_be_told() -> None:
    assert name_of(b"{}") == "an object without a name"


@pytest.mark.parametrize("body", [b"", b"too many requests", b"[]", b'{"message": 5}'])
def test_an_answer_that_is_no_status_says_nothing(body: bytes) -> None:
    assert status_of(body).message is None


_EVERY_KIND_AT_ONCE = """
import sys, threading
from kprobe.kube.decoding import decode_page, plain
from kprobe.kube.resources import KINDS
sys.setswitchinterval(1e-6)
start = threading.Barrier(4)
def read(first):
    start.wait()
    for kind in KINDS[first::4]:
        decode_page(b'{"items": []}', plain(kind.type))
threads = [threading.Thread(target=read, args=(first,)) for first in range(4)]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""


@pytest.mark.parametrize("attempt", range(6))
def test_kinds_that_share_types_may_be_read_side_by_side_from_the_start(attempt: int) -> None:
    # Only a fresh interpreter has yet to take the types apart.
    done = subprocess.run([sys.executable, "-c", _EVERY_KIND_AT_ONCE], capture_output=True, timeout=30, check=False)
    assert done.returncode == 0
