"""The catalogue of checks and causes for people: a list, or one page."""

from __future__ import annotations

from collections.abc import Sequence

from kprobe.diagnosis.catalogue import Item
from kprobe.render.people.grid import Column, Row, layout
from kprobe.render.people.lines import plain, write
from kprobe.render.people.words import SEVERITY_STYLES
from kprobe.render.renderer import Output

_COLUMNS = (Column(title="code"), Column(title="name"), Column(title="severity"))
_LONGEST_LINE = 100  # prose is read worse on wider lines


def listing(items: Sequence[Item], output: Output) -> None:
    """A line each, by what it is about."""
    groups = {subject: [_row(i) for i in items if i.subject == subject] for subject in (i.subject for i in items)}
    lines = [
        *layout(_COLUMNS, groups.items(), output.width, "what is wrong"),
        plain(""),
        plain("One of them in full: kprobe checks CODE", "dim"),
    ]
    write(lines, output)


def page(item: Item, output: Output) -> None:
    """Its documentation: set for a screen; as it is written, which is Markdown, everywhere else."""
    if not output.width:
        output.stream.write(item.markdown)
        return
    from rich.console import Console  # noqa: PLC0415 - pipes do not pay for it
    from rich.markdown import Markdown  # noqa: PLC0415 - as above

    console = Console(
        file=output.stream,
        force_terminal=True,
        color_system="standard" if output.color else None,
        no_color=not output.color,
        width=min(output.width, _LONGEST_LINE),
        highlight=False,
        legacy_windows=False,
    )
    # The terminal's own sixteen colours for code too: the person chose them to be legible.
    console.print(Markdown(item.markdown, code_theme="ansi_dark", hyperlinks=False))


def _row(item: Item) -> Row:
    cells = (
        (item.code or "-", ""),
        (item.slug, ""),
        (item.severity.value, SEVERITY_STYLES[item.severity]),
    )
    return Row(cells=cells, prose=item.title)
