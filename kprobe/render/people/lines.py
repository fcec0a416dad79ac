"""Lines of styled text, and the two ways to print them.

A line is (text, style) pairs; the text goes out literally whichever way is taken, so nothing that a stranger wrote is
ever read as markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len as wide_cell_len

from kprobe.render.renderer import Output

Segment = tuple[str, str]
Line = tuple[Segment, ...]

_RICH_LINES = 600  # some 200 rows; rich needs 300 times as long per line as a plain write


def cell_len(text: str) -> int:
    """Columns of a terminal that `text` takes; what is no more than ASCII, as most is, takes one for each character."""
    return len(text) if text.isascii() else wide_cell_len(text)


def write(lines: Sequence[Line], output: Output) -> None:
    """By rich where there is colour and the listing is of a length that a person reads; plain, same text, otherwise."""
    if not output.color or len(lines) > _RICH_LINES:
        output.stream.writelines("".join(text for text, _ in line).rstrip() + "\n" for line in lines)
        return
    from rich.console import Console  # noqa: PLC0415 - pipes and files do not pay for it
    from rich.text import Text  # noqa: PLC0415 - as above

    console = Console(
        file=output.stream,
        force_terminal=True,
        color_system="standard",  # the terminal's own sixteen colours, which the person chose to be legible
        no_color=False,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    for line in lines:
        text = Text.assemble(*line, end="\n")
        text.rstrip()
        console.print(text, soft_wrap=True)


def plain(text: str, style: str = "") -> Line:
    """A line of one style."""
    return ((text, style),)


def wrapped(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` columns (0: one line), broken at spaces only: a longer word is left whole."""
    if width <= 0 or cell_len(text) <= width:
        return [text]
    lines: list[str] = []
    current, used = "", 0
    for word in text.split(" "):
        length = cell_len(word)
        if current and used + 1 + length > width:
            lines.append(current)
            current, used = word, length
        else:
            current = f"{current} {word}" if current else word
            used = used + 1 + length if used else length
    return [*lines, current]


def paragraph(text: str, output: Output, style: str = "", indent: int = 0, hang: int = 0) -> Iterable[Line]:
    """Wrapped to the screen; lines after the first are `hang` columns further in."""
    room = max(output.width - indent - hang, 20) if output.width else 0
    for index, part in enumerate(wrapped(text, room)):
        yield plain(" " * (indent + (hang if index else 0)) + part, style)


def flowed(parts: Sequence[Segment], width: int, indent: int = 2) -> Iterable[Line]:
    """Parts two spaces apart, as many on a line as fit; none is broken."""
    line: list[Segment] = []
    used = 0
    for text, style in parts:
        length = cell_len(text)
        if line and width and used + 2 + length > width:
            yield tuple(line)
            line, used = [(" " * indent, ""), (text, style)], indent + length
        else:
            line += [("  ", ""), (text, style)] if line else [(text, style)]
            used += length + (2 if used else 0)
    yield tuple(line)
