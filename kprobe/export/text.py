"""What strangers wrote, fit for the configuration files of other programs."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING
from zlib import crc32

from kprobe.model.text import visible

if TYPE_CHECKING:
    from kprobe.export.exporter import Origin
    from kprobe.model.snapshot import Gap

GENERATED = "# Generated "
"""How the one line begins that differs from run to run."""
_LONGEST_NAME = 200
_LONGEST_COMMENT = 400  # HAProxy ends with an error at a line of more than 2,048 bytes, be it a comment
_WIDTH = 116
_FOREIGN = re.compile(r"[^A-Za-z0-9_.-]")


def identifier(text: str) -> str:
    """`text` as a name of HAProxy's (A-Z a-z 0-9 - _ . and :, which in nginx stands before a port).

    What has to be changed for that gets a number that tells it from others that would look alike.
    """
    name = _FOREIGN.sub("-", text)[:_LONGEST_NAME]
    return name if name == text and name else f"{name or 'x'}-{crc32(text.encode('utf-8', 'surrogatepass')):08x}"


def comment(text: str) -> str:
    """One line that no program reads, whatever is in `text`."""
    shown = visible(text)
    return f"# {shown if len(shown) <= _LONGEST_COMMENT else f'{shown[:_LONGEST_COMMENT]} …'}"


def listed(what: str, items: Iterable[str]) -> Iterator[str]:
    """`what` and all of the items as comments, as many lines as that takes."""
    text = f"{what}: {', '.join(items)}"
    for number, line in enumerate(textwrap.wrap(visible(text), _WIDTH, break_on_hyphens=False)):
        yield comment(line if number == 0 else f"  {line}")


def header(origin: Origin, gaps: Iterable[Gap], what: str, *advice: str) -> Iterator[str]:
    """The head of a file: what it is, when and from what it was made, how to make it anew."""
    where = f" from {origin.context}" if origin.context else ""
    yield comment(f"{what}.")
    yield f"{GENERATED}{origin.generated:%Y-%m-%dT%H:%M:%SZ} by kprobe {origin.version}{visible(where)[:_LONGEST_NAME]}"
    yield comment(f"Make it anew:  {origin.command}")
    yield from (comment(line) for line in advice)
    for gap in gaps:
        yield comment(f"Not known: {gap.what} ({gap.reason.value}): {gap.effect}")


def bracketed(address: str) -> str:
    """An IP or a name as it stands before a port."""
    return f"[{address}]" if ":" in address else address
