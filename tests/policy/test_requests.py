from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kprobe.model.objects.meta import Annotations
from kprobe.model.policy import IgnoreRequest
from kprobe.model.refs import Ref
from kprobe.policy.requests import parsed, requests
from tests.kit.objects import cluster, deployed, node, service
from tests.kit.stages import with_meta

WEB = Ref(kind="Service", namespace="shop", name="web")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("KP301 not launched yet", [("KP301", "not launched yet")]),
        ("KP301,KP302 , KP303  by hand", [("KP301", "by hand"), ("KP302", "by hand"), ("KP303", "by hand")]),
        ("KP301 a; KP302 b\nKP303 c", [("KP301", "a"), ("KP302", "b"), ("KP303", "c")]),
        ("KP301 this; and that", [("KP301", "this; and that")]),
        ("KP301", [("", "KP301")]),
        ("KP301;KP302 b", [("", "KP301"), ("KP302", "b")]),
        ("because", [("", "because")]),
        ("KP30 short", [("", "KP30 short")]),
        ("* everything", [("", "* everything")]),
        ("", [("", "")]),
    ],
)
def test_an_annotation_reads_as(text: str, found: list[tuple[str, str]]) -> None:
    assert [(r.code, r.reason) for r in parsed(WEB, text)] == found


def test_every_kind_of_object_may_ask() -> None:
    asks = Annotations(kprobe_ignore="KP301 r")
    of = cluster(
        with_meta(service("web"), annotations=asks),
        with_meta(node("node1"), annotations=asks),
        with_meta(deployed("web"), annotations=asks),
        service("silent"),
    )
    assert {r.subject.kind for r in requests(of.snapshot)} == {"Service", "Node", "Pod"}
    assert IgnoreRequest(subject=WEB, code="KP301", reason="r") in requests(of.snapshot)


@given(st.text(max_size=400))
def test_whatever_it_says_little_is_kept(text: str) -> None:
    found = list(parsed(WEB, text))
    assert len(found) <= 40 * 40
    assert all(len(r.reason) <= 300 for r in found)
