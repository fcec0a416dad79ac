"""Lines of a command that runs for long, on stderr."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from kprobe.model.text import visible


def log(text: str) -> None:
    """One line with the time, at once, with nothing in it that a terminal would obey."""
    print(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {visible(text)}", file=sys.stderr, flush=True)  # noqa: T201 - this is the command line
