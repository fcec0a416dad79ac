from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.kit import reports
from tests.kit.rendering import rendered, renderers

HERE = Path(__file__).parent


@pytest.mark.parametrize("slug", renderers())
def test_every_format_has_its_tests_and_a_summary(slug: str) -> None:
    assert (HERE / f"test_{slug}.py").is_file()
    assert renderers()[slug].summary


@pytest.mark.parametrize("slug", renderers())
def test_every_format_ends_in_one_newline(slug: str) -> None:
    text = rendered(reports.every_verdict(), slug)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


def test_finding_the_formats_loads_neither_the_model_nor_a_library() -> None:
    program = (
        "import sys; from kprobe.registry import load; from kprobe.render.renderer import Renderer;"
        "load('kprobe.render', 'RENDERER', Renderer);"
        "heavy = 'rich', 'jinja2', 'yaml', 'csv', 'xml.etree', 'prometheus_client', 'kprobe.model.report';"
        "print(*(name for name in heavy if name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=30)
    assert done.stdout.split() == []
