from __future__ import annotations

import io
from typing import Any

import pytest

from kprobe.model.diagnosis import Verdict
from kprobe.model.finding import Severity
from kprobe.model.outcome import Outcome
from kprobe.render.people.clusters import heading, summary
from kprobe.render.renderer import Among, Output

WORKS = ((Verdict.REACHABLE, 12),)


def row(*, unicode: bool = True, **outcome: Any) -> str:
    """The line of one cluster."""
    stream = io.StringIO()
    made = Outcome(**{"context": "prod", "server": "https://prod", "code": 0, **outcome})
    summary([made], 0, Output(stream=stream, unicode=unicode))
    return stream.getvalue().splitlines()[-1]


@pytest.mark.parametrize(
    ("outcome", "mark", "said"),
    [
        ({"ways_in": 12, "verdicts": WORKS}, "✓", "12 reachable; no findings"),
        ({}, "✓", "no way in was found; no findings"),
        ({"gaps": 2, "code": 4}, "~", "no way in was found in what could be read; no findings; 2 gaps"),
        ({"gaps": 1}, "~", "1 gap"),
        ({"verdicts": WORKS, "interrupted": "the deadline"}, "~", "ended early: the deadline"),
        ({"verdicts": ((Verdict.NOT_PROBED, 3),)}, "·", "3 not probed; no findings"),
        ({"verdicts": WORKS, "severities": ((Severity.ERROR, 1),), "known": 1}, "·", "1 error (1 known)"),
        (
            {"code": 1, "verdicts": ((Verdict.UNREACHABLE, 1), *WORKS), "severities": ((Severity.INFO, 2),)},
            "✗",
            "1 unreachable, 12 reachable; 2 for information",
        ),
        ({"code": 3, "error": "cannot reach it"}, "!", "cannot reach it"),
        ({"code": None, "error": "not looked at"}, "·", "not looked at"),
        ({"also": ("a", "b")}, "✓", "; also a, b"),
    ],
)
def test_a_row_is_marked_as_healthy_only_where_all_is_known_to_work(
    outcome: dict[str, Any], mark: str, said: str
) -> None:
    text = row(**outcome)
    assert text.split()[0] == mark
    assert text.endswith(said)


def test_a_row_can_do_without_unicode() -> None:
    assert row(unicode=False, code=1, verdicts=WORKS).isascii()


def test_a_heading_is_as_wide_as_the_screen_and_apart_from_the_page_before() -> None:
    stream = io.StringIO()
    heading(Among(name="prod\x1b", number=2, of=3, also=("edge",)), Output(stream=stream, width=60, unicode=False))
    blank, line = stream.getvalue().splitlines()
    assert blank == ""
    assert line.startswith("-- prod\\x1b, 2 of 3, also edge ---")
    assert len(line) == 60
