"""Writes docs/checks/ from the docstrings of the checks and causes: `python docs/generate_checks.py`."""

from __future__ import annotations

import inspect
import sys
from pathlib import Path

from kprobe.checks.check import Check
from kprobe.checks.judge import all_checks
from kprobe.diagnosis.cause import Cause
from kprobe.registry import load

HOME = Path(__file__).with_name("checks")


def pages() -> dict[str, str]:
    """Every page's text, by its file's name: one a code, and their table of contents."""
    checks, causes = all_checks(), all_causes()
    return {
        "README.md": _contents(checks, causes),
        **{f"{c.code}.md": _page(c) for c in checks},
        **{f"{c.code}.md": _cause_page(c) for c in causes},
    }


def all_causes() -> tuple[Cause, ...]:
    """The causes that make findings of their own, by code."""
    causes = load("kprobe.diagnosis.causes", "CAUSE", Cause)
    return tuple(sorted((c for c in causes if c.code), key=lambda c: c.code))


def _page(check: Check) -> str:
    title, _, rest = check.documentation.partition("\n")
    return (
        f"# {check.code} {check.slug}\n\n**{title}** Severity: {check.severity}.\n{rest}\n\n[All checks](README.md)\n"
    )


def _cause_page(cause: Cause) -> str:
    said = inspect.getdoc(sys.modules[cause.explain.__module__]) or ""
    how = inspect.getdoc(cause.explain) or ""
    return (
        f"# {cause.code} {cause.slug}\n\n**{cause.title}.** Severity: {cause.severity}.\n\n{said}\n\n"
        f"Found by comparing what the configuration predicts with what the probe saw. {how}\n\n"
        "[All checks](README.md)\n"
    )


def _contents(checks: tuple[Check, ...], causes: tuple[Cause, ...]) -> str:
    head = "| code | name | severity | what is wrong |\n|---|---|---|---|\n"
    rows = "".join(f"| [{c.code}]({c.code}.md) | {c.slug} | {c.severity} | {c.title} |\n" for c in checks)
    more = "".join(f"| [{c.code}]({c.code}.md) | {c.slug} | {c.severity} | {c.title} |\n" for c in causes)
    return (
        "# Checks\n\n"
        "The severity is that of a check's worst finding; a finding may be milder. Codes are never reused.\n\n"
        "## What the configuration alone shows\n\n"
        f"{head}{rows}\n"
        "## What comparing it with the probe shows\n\n"
        f"{head}{more}"
    )


def write(home: Path) -> None:
    """Write every page, and remove pages of checks that are gone."""
    home.mkdir(parents=True, exist_ok=True)
    texts = pages()
    for old in home.glob("*.md"):
        if old.name not in texts:
            old.unlink()
    for name, text in texts.items():
        (home / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(HOME)
