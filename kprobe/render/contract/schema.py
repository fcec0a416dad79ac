"""The JSON Schema of the contract, generated from its types."""

from __future__ import annotations

from typing import Any

import msgspec

from kprobe.render.contract import v1


def schema() -> dict[str, Any]:
    """A JSON Schema (2020-12) that every report of this version fulfils."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://github.com/kprobe/kprobe/blob/main/docs/report.schema.json",
        **msgspec.json.schema(v1.Report),
    }


def text() -> str:
    """The schema as it stands in docs/report.schema.json."""
    return msgspec.json.format(msgspec.json.encode(schema(), order="sorted"), indent=2).decode() + "\n"
