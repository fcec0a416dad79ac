from __future__ import annotations

import io
import time
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from kprobe.cli.watch import Patience, keep_looking
from kprobe.errors import ExitCode, KprobeError, UsageError
from kprobe.model.diagnosis import Verdict
from kprobe.model.report import Report
from kprobe.probing.run import STOPPED
from kprobe.render.renderer import Output
from tests.kit import targets


def patience(timeout: float | None = None, *, first: float = 0.0, ago: float = 0.0) -> Patience:
    return Patience(interval=2.0, timeout=timeout, began=time.monotonic() - ago, first=first)


class Looks:
    """One report, or one error, after the other; the last for ever."""

    def __init__(self, *results: Report | BaseException) -> None:
        self._results = list(results)
        self.slept: list[float] = []
        self.count = 0

    def __call__(self) -> Report:
        self.count += 1
        result = self._results[0] if len(self._results) == 1 else self._results.pop(0)
        if isinstance(result, BaseException):
            raise result
        return result

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


def watched(first: Report, looks: Looks, how: Patience | None = None, width: int = 0) -> tuple[ExitCode, list[str]]:
    stream = io.StringIO()
    ended = keep_looking(first, looks, how or patience(), Output(stream=stream, width=width), sleep=looks.sleep)
    return ended.code, [line[10:] for line in stream.getvalue().splitlines()]


def test_what_is_reachable_already_is_not_looked_at_again() -> None:
    looks = Looks(targets.healthy())
    assert watched(targets.healthy(), looks) == (ExitCode.OK, [])
    assert looks.count == 0


def test_it_goes_on_until_it_is_reachable_and_says_only_what_changed() -> None:
    looks = Looks(targets.broken(), targets.broken(), targets.healthy())
    code, said = watched(targets.broken(), looks)
    assert (code, looks.count) == (ExitCode.OK, 3)
    assert said[0].startswith("NodePort web :30080 on 3 nodes: unreachable, now reachable")
    assert said[1].startswith("reachable after ")
    assert len(said) == 2


def test_two_looks_are_apart_by_the_interval_and_by_what_a_look_takes() -> None:
    looks = Looks(targets.healthy())
    watched(targets.broken(), looks, patience(first=7.0))
    assert looks.slept == [7.0]
    looks = Looks(targets.healthy())
    watched(targets.broken(), looks)
    assert looks.slept == [2.0]


def test_the_timeout_is_1_and_says_how_it_stands() -> None:
    looks = Looks(targets.broken())
    code, said = watched(targets.broken(), looks, patience(10.0, ago=9.0))
    assert (code, looks.count) == (ExitCode.FINDINGS, 0)
    assert said == [f"not reachable within 10 s; {targets.broken().why.answer}"]  # type: ignore[union-attr]
    assert 0.0 <= looks.slept[0] <= 1.0


def test_an_api_server_that_is_away_is_said_once_and_survived() -> None:
    away = KprobeError("the API server cannot be reached")
    looks = Looks(away, away, away, targets.healthy())
    _, said = watched(targets.broken(), looks)
    assert said[:2] == ["the API server cannot be reached; goes on looking", "looking works again"]
    assert said[2].startswith("NodePort web")


def test_a_target_that_is_gone_for_a_moment_is_survived() -> None:
    looks = Looks(UsageError("there is no Service shop/web"), targets.healthy())
    code, said = watched(targets.broken(), looks)
    assert code is ExitCode.OK
    assert said[0] == "there is no Service shop/web; goes on looking"


def interrupted(report: Report) -> Report:
    return replace(report, interrupted=STOPPED)


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(KeyboardInterrupt, id="while reading"),
        pytest.param(lambda: interrupted(targets.broken()), id="while knocking"),
    ],
)
def test_ctrl_c_ends_it_and_says_how_it_stands(make: Callable[[], Report | BaseException]) -> None:
    code, said = watched(targets.broken(), Looks(make()))
    assert code is ExitCode.OK  # the last report decides
    assert said[-1].startswith("stopped; svc/shop/web is not reachable")


def test_ctrl_c_in_the_first_look_is_not_followed_by_another() -> None:
    looks = Looks(targets.healthy())
    watched(interrupted(targets.broken()), looks)
    assert looks.count == 0


def test_what_was_mended_between_reading_and_knocking_is_no_change_of_its_own() -> None:
    odd = targets.asked(replace(targets.refused(), verdict=Verdict.UNEXPECTED), verdict=Verdict.UNEXPECTED)
    _, said = watched(targets.broken(), Looks(odd, targets.healthy()))
    assert said[0].startswith("NodePort web :30080 on 3 nodes: unreachable, now reachable")
    _, said = watched(targets.broken(), Looks(odd, odd, targets.healthy()))
    assert "unreachable, now unexpected" in said[0]


def test_a_bug_is_not_survived() -> None:
    with pytest.raises(ZeroDivisionError):
        watched(targets.broken(), Looks(ZeroDivisionError()))


def test_lines_fit_the_screen() -> None:
    _, said = watched(targets.broken(), Looks(targets.healthy()), width=60)
    assert all(len(line) <= 50 for line in said)


def test_what_may_be_expected_is_said() -> None:
    assert patience().said == "looks again every 2 s until it is reachable; Ctrl-C ends it"
    assert "or 90 s have passed" in patience(90.0).said
