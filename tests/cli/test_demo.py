from __future__ import annotations

import json

from tests.kit.command_line import kprobe


def test_the_demo_exits_0_shows_every_verdict_it_has_and_what_to_try_next() -> None:
    done = kprobe("demo")
    assert (done.code, done.err) == (0, "")
    assert "reachable" in done.out
    assert "unreachable" in done.out
    assert "\nNext: kprobe " in done.out


def test_the_demo_takes_the_formats_of_scan() -> None:
    done = kprobe("demo", "-o", "json")
    shown = json.loads(done.out)
    assert shown["schema"] == "kprobe/v1"
    assert shown["summary"]["verdicts"]["reachable"] > 0
    assert shown["summary"]["verdicts"]["unreachable"] > 0
