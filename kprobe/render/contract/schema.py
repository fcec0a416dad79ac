"""The JSON Schemas of the contracts, generated from their types."""

from __future__ import annotations

from typing import Any

import msgspec

from kprobe.policy.baseline_file import BaselineFile
from kprobe.policy.file_types import PolicyFile
from kprobe.render.contract import diff_v1, ports_v1, v1

# By the file's name in docs/.
DOCUMENTS: dict[str, Any] = {
    "report": v1.Report,
    "diff": diff_v1.Diff,
    "ports": ports_v1.Ports,
    "baseline": BaselineFile,
    "kprobe": PolicyFile,
}


def schema(name: str = "report") -> dict[str, Any]:
    """A JSON Schema (2020-12) that every document of this name and version fulfils."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"https://github.com/kprobe/kprobe/blob/main/docs/{name}.schema.json",
        **msgspec.json.schema(DOCUMENTS[name]),
    }


def text(name: str = "report") -> str:
    """The schema as it stands in docs/NAME.schema.json."""
    return msgspec.json.format(msgspec.json.encode(schema(name), order="sorted"), indent=2).decode() + "\n"
