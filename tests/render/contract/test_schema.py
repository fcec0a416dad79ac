from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest

from kprobe.render.contract.schema import DOCUMENTS, schema, text

PUBLISHED = Path(__file__).parents[3] / "docs"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_published_schema_is_up_to_date(name: str) -> None:
    on_disk = (PUBLISHED / f"{name}.schema.json").read_text(encoding="utf-8")
    assert on_disk == text(name), "run: python docs/schema.py"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_it_is_a_valid_schema(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema(name))
