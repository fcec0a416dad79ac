"""Writes docs/report.schema.json from the contract's types: `python docs/schema.py`."""

from __future__ import annotations

from pathlib import Path

from kprobe.render.contract.schema import text

if __name__ == "__main__":
    Path(__file__).with_name("report.schema.json").write_text(text(), encoding="utf-8")
