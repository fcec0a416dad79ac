from __future__ import annotations

from pathlib import Path

import jsonschema

from kprobe.render.contract.schema import schema, text

PUBLISHED = Path(__file__).parents[3] / "docs" / "report.schema.json"


def test_the_published_schema_is_up_to_date() -> None:
    assert PUBLISHED.read_text(encoding="utf-8") == text(), "run: python docs/schema.py"


def test_it_is_a_valid_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
