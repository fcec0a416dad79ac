from __future__ import annotations

from tests.kit.policies import broken, held, one, said

YESTERDAY, TODAY = "2026-11-22", "2026-11-23"  # of tests.kit.reports


def test_it_is_a_warning_and_what_it_ignored_counts_again() -> None:
    report = held(broken(), f"ignores: [{{code: KP301, reason: until spring, until: {YESTERDAY}}}]")
    finding = one("KP911", report)
    assert (finding.id, finding.severity) == ("KP911/Policy/kprobe.yaml/code KP301", "warning")
    assert finding.message == "the ignore of code KP301 ended on 2026-11-22: 1 finding counts again"
    assert finding.evidence == ("reason: until spring",)
    assert said("KP301", report)


def test_one_that_fits_nothing_any_more_is_for_information_and_said_once() -> None:
    report = held(broken(), f"ignores: [{{code: KP303, reason: r, until: {YESTERDAY}}}]")
    assert one("KP911", report).severity == "info"
    assert said("KP912", report) == []


def test_what_another_ignore_hides_all_the_same_is_still_expired() -> None:
    text = f"ignores: [{{code: KP301, reason: a, until: {YESTERDAY}}}, {{code: KP3*, reason: b}}]"
    report = held(broken(), text)
    assert one("KP911", report).severity == "warning"
    assert [i.reason for i in report.ignored] == ["b"]


def test_nothing_ignores_it() -> None:
    text = f"ignores: [{{code: KP301, reason: a, until: {YESTERDAY}}}, {{object: Policy/*, reason: b}}]"
    assert said("KP911", held(broken(), text))


def test_is_silent_for_an_ignore_that_holds() -> None:
    assert said("KP911", held(broken(), f"ignores: [{{code: KP301, reason: r, until: {TODAY}}}]")) == []
    assert said("KP911", held(broken(), "ignores: [{code: KP301, reason: r}]")) == []
