"""Markdown as GitHub shows it: its own renderer, then what its pages look for in the text once more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

import cmarkgfm
from cmarkgfm.cmark import Options

_QUIET = frozenset({"pre", "code", "a"})
_VOID = frozenset({"br", "hr", "img", "input"})
# The shapes of what its filters look for after rendering: people and teams, issues, emojis, formulas, addresses.
_FILTERS = {
    "mention": re.compile(r"(?<![\w/])@[a-z0-9]", re.IGNORECASE),
    "issue": re.compile(r"(?<!\w)(?:[\w.-]+/[\w.-]+)?#\d|(?<!\w)!\d"),
    "emoji": re.compile(r":[a-z0-9_+-]*[g-z_][a-z0-9_+-]*:"),
    "formula": re.compile(r"\$[^$\s][^$]*\$"),
    "address": re.compile(r"\w://|\bwww\.", re.IGNORECASE),
}


def html(markdown: str) -> str:
    """With tables, strikethrough, bare links and raw HTML, as on GitHub."""
    rendered: str = cmarkgfm.github_flavored_markdown_to_html(markdown, options=Options.CMARK_OPT_UNSAFE)
    return rendered


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Text between two tags, with the elements that it stands in, outermost first."""

    text: str
    inside: tuple[str, ...]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.pieces: list[Piece] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        self.pieces.append(Piece(text=data, inside=tuple(self.open)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a browser is given."""

    elements: tuple[tuple[str, dict[str, str | None]], ...]
    pieces: tuple[Piece, ...]

    def texts(self, element: str) -> list[str]:
        """The text inside each run of one element, invisible characters left out."""
        runs: list[str] = []
        inside = False
        for piece in self.pieces:
            here = element in piece.inside
            if here and inside:
                runs[-1] += piece.text
            elif here:
                runs.append(piece.text)
            inside = here
        return [run.replace("\u200b", "") for run in runs]

    def links(self) -> list[str]:
        """Where its links lead to."""
        return [attributes.get("href") or "" for tag, attributes in self.elements if tag == "a"]

    def noticed(self) -> Iterator[tuple[str, str]]:
        """What GitHub would make more of than text, which it does nowhere in code."""
        for piece in self.pieces:
            if not _QUIET.intersection(piece.inside):
                for name, pattern in _FILTERS.items():
                    if pattern.search(piece.text):
                        yield name, piece.text


def page(markdown: str) -> Page:
    """The rendered page, every element closed."""
    reader = _Reader()
    reader.feed(html(markdown))
    reader.close()
    assert reader.open == []
    return Page(elements=tuple(reader.elements), pieces=tuple(reader.pieces))
