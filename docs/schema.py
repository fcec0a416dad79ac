"""Writes docs/*.schema.json from the contracts' types: `python docs/schema.py`."""

from __future__ import annotations

from pathlib import Path

from kprobe.render.contract.schema import DOCUMENTS, text

if __name__ == "__main__":
    for name in DOCUMENTS:
        Path(__file__).with_name(f"{name}.schema.json").write_text(text(name), encoding="utf-8")
