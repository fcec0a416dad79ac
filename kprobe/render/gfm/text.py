"""Text in Markdown that stays text, as GitHub and GitLab render it.

Both look through the rendered text once more, for people, issues and addresses: a character without width, where such a
name would begin, keeps them from being notified and linked. In code nothing is looked for.
"""

from __future__ import annotations

import html
import re

_SYNTAX = re.compile(r"[\\`*_\[\]<>|~]")
_AT_START = re.compile(r"^(?:[-+=]|\d+(?=[.)](?: |$)))")
_BREAK = "&#8203;"
_DOLLAR = "<span>$</span>"  # what stands between two bare ones would be a formula
_NAMES = re.compile(
    r"(?<=@)(?=\w)"  # a person, a group; the domain of an address that would be linked
    r"|(?<=[#!])(?=\d)"  # an issue, a pull or merge request
    r"|(?<=\w:)(?=//)"  # a URL
    r"|(?<=\bwww)(?=\.)"
    r"|(?<=:)(?=[a-z0-9_+-]*[g-z_][a-z0-9_+-]*:)",  # an emoji; a part of an IPv6 address has no such letter
    re.IGNORECASE,
)


def literal(text: str) -> str:
    """`text` in one line of Markdown, outside code."""
    parts = _NAMES.split(" ".join(text.split()))
    return _BREAK.join(_escaped(part, start=not index) for index, part in enumerate(parts))


def markup(text: str) -> str:
    """`text` inside HTML, where Markdown is not looked at."""
    parts = _NAMES.split(" ".join(text.split()))
    return _BREAK.join(html.escape(part).replace("$", _DOLLAR) for part in parts)


def code(text: str) -> str:
    """`text` as code; inside a table, too, which splits its rows before it looks for code."""
    if not text or text.isspace():
        return ""
    if text.isprintable() and text == text.strip() and not re.search(r"[|`\\]", text):
        return f"`{text}`"
    return f"<code>{''.join(map(_spelt, text))}</code>"


def block(lines: list[str], language: str = "") -> str:
    """Lines of code, whatever is in them."""
    text = "\n".join(lines)
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
    return f"{fence}{language}\n{text}\n{fence}"


def _spelt(character: str) -> str:
    """As a reference, which is no syntax; what follows an @ apart from it, or an address would still be linked."""
    if character.isalnum() or character == " ":
        return character
    return f"&#{ord(character)};{'<!-- -->' if character == '@' else ''}"


def _escaped(text: str, *, start: bool) -> str:
    text = _SYNTAX.sub(r"\\\g<0>", text.replace("&", "&amp;"))
    if start:
        text = _AT_START.sub(lambda match: f"\\{match[0]}" if not match[0].isdecimal() else f"{match[0]}\\", text)
    return text.replace("#", r"\#").replace("$", _DOLLAR)
