from __future__ import annotations

import io
import sys
import threading

import pytest

from kprobe.cli.progress import Lines, line, progress
from kprobe.progress import Silent


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("reading pods", 12000, None, ""), "reading pods 12,000"),
        (("probing", 310, 400, "12 open"), "probing 310 of 400, 12 open"),
        (("connecting", 0, None, ""), "connecting"),
        (("reading pods", 1, None, "evil\x1b[2J"), "reading pods 1, evil\\x1b[2J"),
    ],
    ids=["a count", "a count of a total, and a remark", "nothing to count yet", "a remark that is no escape"],
)
def test_a_phase_is_one_line(arguments: tuple[str, int, int | None, str], text: str) -> None:
    assert line(*arguments) == text


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def test_in_a_pipe_nothing_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    with progress() as shown:
        assert isinstance(shown, Silent)
        shown.update("reading pods", 1)
    assert stream.getvalue() == ""


def test_a_terminal_sees_every_phase_and_the_lines_are_gone_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("TERM", "xterm")
    with progress() as shown:
        assert isinstance(shown, Lines)
        shown.update("reading pods", 500)
        shown.update("probing", 3, 10, "[bold]2 open")
        shown.refresh()
        assert "reading pods 500" in stream.getvalue()
        assert "probing 3 of 10, [bold]2 open" in stream.getvalue()
    assert stream.getvalue().endswith("\x1b[2K")  # the last thing is that a line is cleared


def test_it_may_be_told_from_many_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setenv("TERM", "xterm")
    failures: list[BaseException] = []

    def tell(shown: Lines) -> None:
        try:
            for count in range(200):
                shown.update("reading pods", count)
                shown.update(f"phase {count % 5}", count, 200)
        except BaseException as error:  # noqa: BLE001 - shown below
            failures.append(error)

    with progress() as shown:
        assert isinstance(shown, Lines)
        threads = [threading.Thread(target=tell, args=(shown,)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
    assert failures == []
    assert sorted(shown.phases) == ["phase 0", "phase 1", "phase 2", "phase 3", "phase 4", "reading pods"]
