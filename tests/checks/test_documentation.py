from __future__ import annotations

from pathlib import Path

import pytest

from docs.generate_checks import HOME, pages, write
from kprobe.checks.check import Check
from kprobe.checks.judge import all_checks

TESTS = Path(__file__).parent
CHECKS = [pytest.param(c, id=f"{c.code}_{c.slug}") for c in all_checks()]


def test_the_pages_on_disk_are_those_that_the_docstrings_give() -> None:
    on_disk = {p.name: p.read_text(encoding="utf-8") for p in HOME.glob("*.md")}
    assert on_disk == pages(), "run: python docs/generate_checks.py"


def test_writing_removes_the_page_of_a_check_that_is_gone(tmp_path: Path) -> None:
    (tmp_path / "KP000.md").write_text("gone")
    write(tmp_path)
    assert {p.name for p in tmp_path.iterdir()} == set(pages())


@pytest.mark.parametrize("check", CHECKS)
def test_every_check_has_tests(check: Check) -> None:
    text = (TESTS / f"test_{check.slug.replace('-', '_')}.py").read_text(encoding="utf-8")
    assert f'"{check.code}"' in text
    assert "def test_is_silent_for" in text


@pytest.mark.parametrize("check", CHECKS)
def test_every_check_stands_in_a_file_of_its_name(check: Check) -> None:
    assert check.run.__module__ == f"kprobe.checks.{check.slug.replace('-', '_')}"


def test_codes_and_slugs_are_unique() -> None:
    checks = all_checks()
    assert len({c.code for c in checks}) == len({c.slug for c in checks}) == len(checks)
