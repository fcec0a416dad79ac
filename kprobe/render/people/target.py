"""The page for one target: the answer, the route as a tree, the cause and what mends it, the next command."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kprobe.model.diagnosis import Verdict
from kprobe.model.report import Report
from kprobe.model.why import Why
from kprobe.render.people.advice import advice
from kprobe.render.people.answer import answer, matched
from kprobe.render.people.lines import Line, plain, write
from kprobe.render.people.paste import labelled
from kprobe.render.people.remedy import remedy, seen_as_asked
from kprobe.render.people.tail import caveats
from kprobe.render.people.tree import heading, tree
from kprobe.render.people.words import number, verdict_word
from kprobe.render.renderer import Output

_TREES = 2
_LINES = 10  # ways in without a tree, on a screen


def target_page(report: Report, why: Why, output: Output, *, every: bool) -> None:
    """Write it. `every`: each entry by itself, and all evidence."""
    lines = [
        *answer(report, why, output),
        *_seen(why, output),
        *_trees(report, why, output, every=every),
        *remedy(report, why, output, every=every),
        *advice(why, output),
        *_notes(report, why, output),
        plain(""),
        *_next(report, why, output, every=every),
    ]
    write(lines, output)


def _seen(why: Why, output: Output) -> Iterator[Line]:
    if why.observation is not None:
        yield plain("")
        yield from seen_as_asked(why, output)


def _trees(report: Report, why: Why, output: Output, *, every: bool) -> Iterator[Line]:
    """Each way in its own tree, the worst first; of several the healthy ones are a line."""
    items = matched(report, why)
    drawn = 0
    for index, item in enumerate(items):
        full = every or len(items) == 1 or (item.verdict is not Verdict.REACHABLE and drawn < _TREES)
        if full or index in {0, drawn}:
            yield plain("")
        if output.width and not every and index >= drawn + _LINES:
            rest = Counter(verdict_word(other.verdict) for other in items[index:])
            said = ", ".join(f"{number(count)} {word}" for word, count in rest.items())
            yield plain(f"{'…' if output.unicode else '...'} {said} more: {output.command} -o wide", "dim")
            return
        yield heading(item, output)
        if full:
            drawn += 1
            yield from tree(item, report, output, every=every)


def _notes(report: Report, why: Why, output: Output) -> Iterator[Line]:
    said = [*((note, "") for note in (*why.notes, *report.notes)), *caveats(report)]
    if said:
        yield plain("")
    for text, style in said:
        yield from labelled("Note", [text], output, style)


def _next(report: Report, why: Why, output: Output, *, every: bool) -> Iterator[Line]:
    commands = output.next or (_suggestion(report, why, output, every=every),)
    for index, command in enumerate(commands):
        line = f"{'      ' if index else 'Next: '}{command}"
        # A remark that does not fit would look like part of the command.
        yield plain(line.partition("   #")[0] if 0 < output.width < len(line) else line)


def _suggestion(report: Report, why: Why, output: Output, *, every: bool) -> str:
    items = matched(report, why)
    if not report.probed:
        return f"{output.command.replace(' --no-probe', '')}   # see what answers"
    if not items or any(item.verdict is not Verdict.REACHABLE for item in items):
        return f"{output.command} --watch   # until it answers"
    if not every:
        return f"{output.command} -o wide   # every link of every address"
    return f"{output.command} -o json   # all of it, for a program"
