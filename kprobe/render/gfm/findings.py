"""The findings: what is wrong in the line that is always seen, how it is known and mended below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from kprobe.model.finding import Finding
from kprobe.render.gfm.text import block, code, literal, markup
from kprobe.render.people.paste import Shape, shapes
from kprobe.render.people.why import sure
from kprobe.render.people.words import number, ways_in

_WAYS_IN = 10


def finding_block(finding: Finding) -> str:
    """One finding, folded."""
    said = sure(finding.message.removeprefix(f"{finding.subject} "), finding.confidence)
    summary = f"<b>{finding.severity.value}</b> {finding.code} <b>{markup(str(finding.subject))}</b>: {markup(said)}"
    return folded(summary, "\n\n".join(_told(finding)))


def finding_line(finding: Finding) -> str:
    """One that is only worth knowing, as an item of a list."""
    said = finding.message.removeprefix(f"{finding.subject} ")
    return f"- [{finding.code}]({finding.url}) {literal(str(finding.subject))}: {literal(said)}"


def folded(summary: str, content: str) -> str:
    """`content` (Markdown) under a line (HTML) that opens it."""
    return f"<details><summary>{summary}</summary>\n\n{content}\n\n</details>"


def _told(finding: Finding) -> Iterator[str]:
    if finding.evidence:
        yield "\n".join(f"- {literal(line)}" for line in finding.evidence)
    if finding.exposures:
        shown = [code(exposure) for exposure in finding.exposures[:_WAYS_IN]]
        more = len(finding.exposures) - len(shown)
        rest = f" and {number(more)} more" if more else ""
        yield f"{ways_in(len(finding.exposures))}: {', '.join(shown)}{rest}"
    yield from to_paste(finding.fix)
    yield f"[{finding.code} explained]({finding.url})"


def to_paste(lines: Sequence[str]) -> Iterator[str]:
    """Advice as paragraphs, commands and manifests as they must be pasted."""
    for advice, members in groupby(shapes(lines), lambda told: told[1] is Shape.ADVICE):
        texts = [line for line, _ in members]
        if advice:
            yield from map(literal, texts)
        else:
            yield block(texts, "sh")
