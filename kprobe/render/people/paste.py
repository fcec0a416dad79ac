"""What is there to be pasted, told apart from advice: a command stays on one line, YAML keeps its shape."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kprobe.render.people.lines import Line, plain, wrapped
from kprobe.render.renderer import Output

LABEL = 8  # columns of a section's name
_COMMANDS = frozenset({"kubectl", "kprobe", "curl", "nc", "dig", "openssl", "ss", "iptables", "nft", "sudo", "helm"})
_YAML = re.compile(r"\s+\S.*|---|- .*|[a-z][\w./-]*:( .*)?")
_HERE_DOCUMENT = re.compile(r"<<-?\s*'?(\w+)'?\s*$")


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
    """The same for what mends something: only advice is wrapped; a shell's here-document begins at the margin."""
    until = ""
    for index, line in enumerate(lines):
        start = label.ljust(LABEL) if index == 0 else " " * LABEL
        if until:
            yield plain(line, style)
            until = "" if line.strip() == until else until
        elif match := _HERE_DOCUMENT.search(line):
            if index == 0:
                yield plain(label, "bold")
            yield plain(line, style)
            until = match[1]
        elif is_command(line) or is_yaml(line):
            yield (start, "bold"), (line, style)
        else:
            yield from labelled(start.rstrip(), [line], output, style)
