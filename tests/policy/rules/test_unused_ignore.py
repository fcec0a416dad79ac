from __future__ import annotations

import pytest
from msgspec.structs import replace

from kprobe.model.report import Narrowed, Report
from kprobe.model.snapshot import Gap, GapReason
from tests.kit.policies import broken, held, one, said

UNUSED = "ignores: [{code: KP303, reason: was once}]"


def test_it_is_information() -> None:
    finding = one("KP912", held(broken(), UNUSED))
    assert (finding.id, finding.severity) == ("KP912/Policy/kprobe.yaml/code KP303", "info")
    assert finding.message == "the ignore of code KP303 fits nothing"


def test_is_silent_for_one_that_is_used() -> None:
    assert said("KP912", held(broken(), "ignores: [{code: KP301, reason: r}]")) == []


def incomplete() -> Report:
    return replace(broken(), gaps=(Gap(what="pods", reason=GapReason.FORBIDDEN, effect="e"),))


@pytest.mark.parametrize(
    "report",
    [incomplete(), replace(broken(), narrowed=Narrowed(namespaces=("shop",))), replace(broken(), interrupted="Ctrl-C")],
    ids=["a gap", "-n", "Ctrl-C"],
)
def test_is_silent_where_not_everything_was_looked_at(report: Report) -> None:
    assert said("KP912", held(report, UNUSED)) == []


@pytest.mark.parametrize("code", ["KP801", "'*'", "KP8*", "nothing-listens"])
def test_is_silent_for_what_only_a_probe_finds_where_there_was_none(code: str) -> None:
    text = f"ignores: [{{code: {code}, namespace: none, reason: r}}]"
    assert said("KP912", held(replace(broken(), probed=False), text)) == []
    assert said("KP912", held(broken(), text))


def test_what_the_configuration_shows_is_unused_without_a_probe_as_well() -> None:
    assert said("KP912", held(replace(broken(), probed=False), "ignores: [{code: target-port-unmatched, reason: r}]"))
