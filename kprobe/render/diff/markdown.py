"""The difference in Markdown, as GitHub and GitLab render it: for a job's summary, a merge request, a chat."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kprobe.render.diff.renderer import DiffRenderer
from kprobe.render.renderer import Output

if TYPE_CHECKING:
    from kprobe.model.difference import Difference, ExposureChange, FindingChange, Side
    from kprobe.model.report import ExposureReport

_MOST = 50  # rows under a heading: a comment has room for 65,536 characters
_LONGEST = 300
_SYNTAX = re.compile(r"[!\"#%'*+/:<>?@\[\\\]^_`{|}~]")
_NAMES = re.compile(
    r"(?<=@)(?=\w)|(?<=[#!])(?=\d)|(?<=\w:)(?=//)|(?<=\bwww)(?=\.)|(?<=:)(?=[a-z0-9_+-]*[g-z_][a-z0-9_+-]*:)",
    re.IGNORECASE,
)
_BREAK = "&#8203;"  # without width: what follows is no name that is notified or linked


def render(difference: Difference, output: Output) -> None:
    """Write it, with text of strangers as text: no markup comes of it, and nobody is notified."""
    output.stream.write("\n\n".join(_parts(difference)) + "\n")


def _parts(difference: Difference) -> Iterator[str]:
    from kprobe.render.people.sections import result, sections  # noqa: PLC0415 - see Renderer

    shown = sections(difference)
    yield f"## kprobe diff: {literal(result(difference).rstrip('.'))}"
    yield f"{_side(difference.old)}, then {_side(difference.new)}"
    for heading, ways in shown.exposures:
        yield f"### {heading}"
        yield _table(("", "Way in", "Where", "Before", "Now", "Why"), [_way(c) for c in ways[:_MOST]], len(ways))
    for title, findings in shown.findings:
        yield f"### {title}"
        yield _table(("", "Code", "About", "What"), [_finding(c) for c in findings[:_MOST]], len(findings))
    if difference.notes:
        yield "### To know"
        yield "\n".join(f"- {literal(note)}" for note in difference.notes)


def _side(side: Side) -> str:
    return f"{literal(side.name)} ({side.report.generated:%Y-%m-%d %H:%M} UTC)"


def _way(change: ExposureChange) -> Sequence[str]:
    from kprobe.render.people.where import where  # noqa: PLC0415 - see Renderer
    from kprobe.render.people.why import why  # noqa: PLC0415 - see Renderer
    from kprobe.render.people.words import kind_word  # noqa: PLC0415 - see Renderer

    item = change.latest
    because = change.reason or (why(change.after) if change.after is not None else "")
    return (
        "**worse**" if change.worse else "",
        literal(f"{kind_word(item.exposure.kind)} {item.exposure.source.path}"),
        literal(where(item.exposure)),
        _state(change.before),
        _state(change.after),
        literal(because),
    )


def _state(item: ExposureReport | None) -> str:
    return "-" if item is None else literal(f"{item.exposure.scope}, {item.verdict}")


def _finding(change: FindingChange) -> Sequence[str]:
    from kprobe.render.people.sections import severity  # noqa: PLC0415 - see Renderer

    finding, word = change.latest, severity(change)
    return (
        f"**{word}**" if change.worse else word,
        f"[{finding.code}]({finding.url})",
        literal(str(finding.subject)),
        literal(f"{finding.message}; {change.reason}" if change.reason else finding.message),
    )


def _table(titles: Sequence[str], rows: Sequence[Sequence[str]], count: int) -> str:
    lines = [f"| {' | '.join(cells)} |" for cells in (titles, ["---"] * len(titles), *rows)]
    if count > len(rows):
        lines += ["", f"and {count - len(rows)} more: `-o table` has all of it"]
    return "\n".join(lines)


def literal(text: str) -> str:
    """`text` in one line of Markdown, with nothing in it that would be markup, a link or a name."""
    text = " ".join(text.split())
    if len(text) > _LONGEST:
        text = f"{text[:_LONGEST]}…"
    return _BREAK.join(map(_escaped, _NAMES.split(text)))


def _escaped(text: str) -> str:
    """Two bare dollars would be a formula."""
    spelt = _SYNTAX.sub(lambda match: f"&#{ord(match[0])};", text.replace("&", "&amp;"))
    return spelt.replace("$", "<span>$</span>")


RENDERER = DiffRenderer(slug="markdown", summary="a page for a merge request or a job's summary", render=render)
