from __future__ import annotations

import ast
import re
from pathlib import Path

SOURCES = {path: path.read_text(encoding="utf-8") for path in sorted(Path(__file__).parent.glob("test_*.py"))}


def test_every_trap_and_every_fixture_has_a_test() -> None:
    named = "\n".join(SOURCES.values())
    traps = {int(n) for n in re.findall(r"def test_trap_(\d\d)_", named)}
    fixtures = {int(n) for n in re.findall(r"fixture_(\d\d)_", named)}
    assert traps == set(range(1, 51))
    assert fixtures == set(range(1, 21))


def test_every_traps_test_says_the_trap_in_a_line() -> None:
    mute = [
        node.name
        for text in SOURCES.values()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_trap_") and not ast.get_docstring(node)
    ]
    assert mute == []
