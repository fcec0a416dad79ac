from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kprobe.cluster.selectors import PodIndex, parse_selector
from kprobe.errors import UsageError
from tests.kit.objects import pod

WEB = {"app": "web", "tier": "front"}


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("app=web", True),
        ("app==web,tier=front", True),
        ("app=web,tier=back", False),
        ("app!=db", True),
        ("missing!=x", True),
        ("app", True),
        ("!app", False),
        ("!missing", True),
        ("app in (db, web)", True),
        ("app notin (db,web)", False),
        ("missing notin (x)", True),
        ("missing in (x)", False),
        ("", True),
        (" app = web , tier ", True),
    ],
)
def test_a_selector_is_read_as_kubectl_reads_it(text: str, *, matches: bool) -> None:
    assert parse_selector(text)(WEB) is matches


@pytest.mark.parametrize("text", ["app=(", "app in web", "=web", "a b", "app in (a", "(", "a=b c=d"])
def test_what_cannot_be_read_is_a_usage_error_with_a_hint(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_selector(text)
    assert "kubectl" in caught.value.hint


@given(st.text(max_size=30))
def test_any_text_is_either_a_selector_or_a_usage_error(text: str) -> None:
    with contextlib.suppress(UsageError):
        assert parse_selector(text)(WEB) in {True, False}


LABELS = st.dictionaries(st.sampled_from("abc"), st.sampled_from("xy"), max_size=3)


@given(st.lists(LABELS, max_size=6), LABELS)
def test_the_index_finds_what_a_scan_would(pods: list[dict[str, str]], selector: dict[str, str]) -> None:
    made = [pod(f"p{n}", labels=labels) for n, labels in enumerate(pods)]
    wanted = tuple(p for p in made if selector and selector.items() <= (p.metadata.labels or {}).items())
    assert PodIndex(made).matching("shop", selector) == wanted


def test_the_index_keeps_namespaces_apart() -> None:
    index = PodIndex([pod("a", labels=WEB), pod("b", labels=WEB, namespace="other")])
    assert [p.metadata.name for p in index.matching("other", WEB)] == ["b"]
    assert [p.metadata.name for p in index.in_namespace("shop")] == ["a"]
