from __future__ import annotations

import pytest

from kprobe.model.finding import Confidence, Finding, Severity
from kprobe.model.refs import Ref


def finding(subject: Ref, detail: str = "", message: str = "m") -> Finding:
    return Finding(
        code="KP101",
        name="port-collision",
        severity=Severity.ERROR,
        confidence=Confidence.CERTAIN,
        subject=subject,
        message=message,
        detail=detail,
    )


@pytest.mark.parametrize(
    ("subject", "detail", "expected"),
    [
        (Ref(kind="Pod", namespace="shop", name="web"), "80/TCP", "KP101/Pod/shop/web/80/TCP"),
        (Ref(kind="Pod", namespace="shop", name="web"), "", "KP101/Pod/shop/web"),
        (Ref(kind="Node", name="node1"), "", "KP101/Node/node1"),
    ],
)
def test_an_id_is_the_code_the_subject_and_the_detail(subject: Ref, detail: str, expected: str) -> None:
    assert finding(subject, detail).id == expected


def test_an_id_does_not_change_with_the_wording() -> None:
    node = Ref(kind="Node", name="node1")
    assert finding(node, message="is lost").id == finding(node, message="was lost").id


def test_severities_sort_from_worst_to_least() -> None:
    assert sorted(Severity, key=lambda s: s.rank) == [Severity.ERROR, Severity.WARNING, Severity.INFO]
