"""What is there to be pasted, told apart from advice: a command stays on one line, YAML keeps its shape."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum

from kprobe.render.people.lines import Line, plain, wrapped
from kprobe.render.renderer import Output

LABEL = 8  # columns of a section's name
_COMMANDS = frozenset({"kubectl", "kprobe", "curl", "nc", "dig", "openssl", "ss", "iptables", "nft", "sudo", "helm"})
_YAML = re.compile(r"\s+\S.*|---|- .*|[a-z][\w./-]*:( .*)?")
_HERE_DOCUMENT = re.compile(r"<<-?\s*'?(\w+)'?\s*$")


class Shape(Enum):
    """Prose; what is pasted; what is pasted and must begin at the margin."""

    ADVICE = "advice"
    CODE = "code"
    MARGIN = "margin"


def is_command(line: str) -> bool:
    """Whether a shell is meant to take it."""
    return line.partition(" ")[0] in _COMMANDS and " " in line


def is_yaml(line: str) -> bool:
    """Whether it is part of a manifest: indented, an item, or a key as Kubernetes spells them."""
    return _YAML.fullmatch(line) is not None


def labelled(label: str, lines: Sequence[str], output: Output, style: str = "") -> Iterator[Line]:
    """A section with its name on the left; every line is wrapped to the screen."""
    start = label.ljust(LABEL)
    for line in lines:
        for part in wrapped(line, max(output.width - LABEL, 20) if output.width else 0):
            yield (start, "bold"), (part, style)
            start = " " * LABEL


def to_paste(label: str, lines: Sequence[str], output: Output, style: str = "") -> Iterator[Line]:
    """The same for what mends something: only advice is wrapped, commands and YAML are left as they are."""
    start = label.ljust(LABEL)
    for index, (text, margin) in enumerate(_shaped(lines, output, LABEL)):
        if margin and index == 0:
            yield plain(label, "bold")
        yield plain(text, style) if margin else ((start, "bold"), (text, style))
        start = " " * LABEL


def below(lines: Sequence[str], output: Output, indent: int) -> Iterator[Line]:
    """The same without a name, `indent` columns from the margin."""
    for text, margin in _shaped(lines, output, indent):
        yield plain(text if margin else " " * indent + text)


def _shaped(lines: Sequence[str], output: Output, indent: int) -> Iterator[tuple[str, bool]]:
    """Each line, and whether it must begin at the margin: a shell finds the end of a here-document only there."""
    for line, shape in shapes(lines):
        if shape is Shape.ADVICE:
            for part in wrapped(line, max(output.width - indent, 20) if output.width else 0):
                yield part, False
        else:
            yield line, shape is Shape.MARGIN


def shapes(lines: Iterable[str]) -> Iterator[tuple[str, Shape]]:
    """Each line, and what it is."""
    until = ""
    for line in lines:
        if until:
            yield line, Shape.MARGIN
            until = "" if line.strip() == until else until
        elif match := _HERE_DOCUMENT.search(line):
            yield line, Shape.MARGIN
            until = match[1]
        else:
            yield line, Shape.CODE if is_command(line) or is_yaml(line) else Shape.ADVICE
