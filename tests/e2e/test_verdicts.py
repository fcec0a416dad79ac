"""Scenarios whose truth is known by construction, one test each, and the figures over all of them.

A row's cause is held against the truth in the figures alone: the bar leaves one in twenty to doubt.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.e2e.cluster import Cluster
from tests.e2e.conftest import SUMMARIES
from tests.e2e.verdicts.families import ALL
from tests.e2e.verdicts.run import Outcome, run, share_of
from tests.e2e.verdicts.scenario import Scenario
from tests.e2e.verdicts.stage import clear
from tests.e2e.verdicts.table import causes_not_named, figures, summary, wrongs

CHOSEN = share_of(ALL, os.environ.get("KPROBE_SHARE", ""))


@pytest.fixture(scope="module")
def outcome(cluster: Cluster) -> Iterator[Outcome]:
    """Everything built, lot by lot, one scan of each."""
    if not cluster.facts.image("workload"):
        pytest.skip("the nodes have no image called workload (fact: images)")
    try:
        seen = run(cluster, CHOSEN)
        SUMMARIES.extend(summary(seen))
        yield seen
    finally:
        if not os.environ.get("KPROBE_KEEP"):
            clear(cluster, wait=False)


@pytest.mark.parametrize("scenario", [pytest.param(s, id=s.name) for s in CHOSEN])
def test_a_scenario_is_told_as_it_is(outcome: Outcome, scenario: Scenario) -> None:
    missing = next((needs for skipped, needs in outcome.skipped if skipped is scenario), ())
    if missing:
        pytest.skip(f"this cluster has no {', '.join(missing)}")
    (row,) = [row for row in outcome.rows if row.scenario is scenario]
    assert not list(wrongs(row))


def test_nineteen_of_twenty_causes_are_right_and_named(outcome: Outcome) -> None:
    assert figures(outcome.rows).causes_met, "\n".join(causes_not_named(outcome.rows))


def test_enough_of_the_scenarios_can_be_built_here(outcome: Outcome) -> None:
    found = figures(outcome.rows)
    assert found.scenarios >= 60, outcome.skipped
    assert 3 * found.healthy >= found.scenarios
