"""Writes docs/checks/ from the docstrings of the checks and causes: `python docs/generate_checks.py`."""

from __future__ import annotations

from pathlib import Path

from kprobe.diagnosis.catalogue import Item, catalogue

HOME = Path(__file__).with_name("checks")


def pages() -> dict[str, str]:
    """Every page's text, by its file's name: one for each check and cause, and their table of contents."""
    items = catalogue()
    return {
        "README.md": _contents(items),
        **{f"{item.name}.md": f"{item.markdown}\n[All checks](README.md)\n" for item in items},
    }


def _contents(items: tuple[Item, ...]) -> str:
    head = "| code | name | severity | what is wrong |\n|---|---|---|---|\n"
    text = (
        "# Checks\n\n"
        "The severity is that of a check's worst finding; a finding may be milder. Codes are never reused. What has no "
        "code points to the finding of a check. The same in a terminal: `kprobe checks`.\n"
    )
    for subject in dict.fromkeys(item.subject for item in items):
        rows = "".join(_row(item) for item in items if item.subject == subject)
        text += f"\n## {subject}\n\n{head}{rows}"
    return text


def _row(item: Item) -> str:
    link = f"{item.name}.md"
    return f"| [{item.code or '-'}]({link}) | [{item.slug}]({link}) | {item.severity} | {item.title} |\n"


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
