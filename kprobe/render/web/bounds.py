"""How much of a report goes into the page, so that a browser opens the page of any cluster.

What is left out is counted where it would stand, the worst is never what is left out, and JSON has everything.
"""

from __future__ import annotations

from collections.abc import Iterable

WAYS = 10_000  # rows
FINDINGS = 2_000
AT_ONCE = 200  # rows that are laid out at a time, where scripts run; more follow at the press of a button
ROUTES = 3  # diagrams a way in; entries that look alike share one
ENTRIES = 12  # rows of addresses a way in
LINKED = 12  # ways in that a finding links to, and findings and ways in that a way in links to
LINES = 8  # of evidence, facts or notes
TEXT = 600  # characters of one text that strangers may have written
PASTE = 4_000  # characters of what is there to be pasted, which is shown as a whole or not at all


def clipped(text: str) -> str:
    """`text`, or its beginning and how much more there is."""
    if len(text) <= TEXT:
        return text
    return f"{text[:TEXT]}… ({len(text) - TEXT:,} more characters)"


def whole(text: str) -> str:
    """`text`, or "": half of a command is another command."""
    return text if len(text) <= PASTE else ""


def few(lines: Iterable[str], most: int = LINES) -> tuple[str, ...]:
    """The first distinct ones, clipped, and how many more there are."""
    distinct = tuple(dict.fromkeys(line for line in lines if line))
    more = (f"… and {len(distinct) - most:,} more",) if len(distinct) > most else ()
    return (*map(clipped, distinct[:most]), *more)
