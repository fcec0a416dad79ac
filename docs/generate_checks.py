"""Writes docs/checks/ from the docstrings of the checks: `python docs/generate_checks.py`."""

from __future__ import annotations

from pathlib import Path

from kprobe.checks.check import Check
from kprobe.checks.judge import all_checks

HOME = Path(__file__).with_name("checks")


def pages() -> dict[str, str]:
    """Every page's text, by its file's name: one a check, and their table of contents."""
    checks = all_checks()
    return {"README.md": _contents(checks), **{f"{c.code}.md": _page(c) for c in checks}}


def _page(check: Check) -> str:
    title, _, rest = check.documentation.partition("\n")
    return (
        f"# {check.code} {check.slug}\n\n**{title}** Severity: {check.severity}.\n{rest}\n\n[All checks](README.md)\n"
    )


def _contents(checks: tuple[Check, ...]) -> str:
    rows = "".join(f"| [{c.code}]({c.code}.md) | {c.slug} | {c.severity} | {c.title} |\n" for c in checks)
    return (
        "# Checks\n\n"
        "The severity is that of a check's worst finding; a finding may be milder. Codes are never reused.\n\n"
        "| code | name | severity | what is wrong |\n|---|---|---|---|\n"
        f"{rows}"
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
