from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from kprobe.model.difference import Difference
from tests.kit import differences

SCHEMA = json.loads((Path(__file__).parents[3] / "docs" / "diff.schema.json").read_text(encoding="utf-8"))
DIFFERENCES = {
    "every change": differences.every_change(),
    "hostile names": differences.hostile(),
    "nothing": differences.nothing(),
}


def document(difference: Difference) -> Any:
    return json.loads(differences.rendered(difference, "json"))


@pytest.mark.parametrize("difference", DIFFERENCES.values(), ids=DIFFERENCES.keys())
def test_a_difference_fulfils_the_published_schema(difference: Difference) -> None:
    jsonschema.Draft202012Validator(SCHEMA).validate(document(difference))


def test_the_schema_refuses_a_change_that_does_not_exist() -> None:
    broken = document(differences.every_change())
    broken["exposures"][0]["change"] = "lost"
    with pytest.raises(jsonschema.ValidationError, match="lost"):
        jsonschema.Draft202012Validator(SCHEMA).validate(broken)


def test_each_way_in_is_told_before_and_after() -> None:
    shown = document(differences.every_change())
    assert (shown["schema"], shown["worse"], shown["verdicts_compared"]) == ("kprobe-diff/v1", True, True)
    first, *rest = shown["exposures"]
    assert (first["id"], first["change"], first["opened"]) == ("node-port/shop/wide/80/TCP", "changed", True)
    assert first["before"] == {"scope": "private", "verdict": "reachable"}
    assert first["after"] == {"scope": "internet", "verdict": "reachable"}
    assert first["worse"] == ["private, now internet"]
    assert {(c["source"]["name"], c["change"]) for c in rest} >= {
        ("added", "new"),
        ("gone", "gone"),
        ("front", "not-known-before"),
        ("edge", "no-longer-known"),
    }
    unread = next(c for c in rest if c["change"] == "no-longer-known")
    assert (unread["after"], unread["reason"]) == (None, "pods could not be read (forbidden)")


def test_the_summary_counts_every_kind_of_change() -> None:
    summary = document(differences.every_change())["summary"]
    assert summary["exposures"] == {"new": 1, "changed": 3, "gone": 1, "not-known-before": 1, "no-longer-known": 1}
    assert (summary["opened"], summary["worse"]) == (1, 5)


def test_a_stream_that_takes_no_unicode_gets_the_same_document_in_escapes() -> None:
    text = differences.rendered(differences.hostile(), "json", unicode=False)
    assert text.isascii()
    assert json.loads(text) == document(differences.hostile())
