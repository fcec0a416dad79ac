"""All scenarios at once, one scan, one row each."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.e2e.cluster import Cluster
from tests.e2e.report import Report
from tests.e2e.verdicts.families import ALL
from tests.e2e.verdicts.first_screen import asked, has_why
from tests.e2e.verdicts.judge import Row, Target, entry_target, judge
from tests.e2e.verdicts.scenario import Scenario
from tests.e2e.verdicts.stage import Given, Stage, balanced, built, missing, stage

PROGRAMMING = 45
"""Seconds for service proxies and the ingress controller to follow the API."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """`skipped`: scenario and the facts that this cluster lacks for it. `seconds`: of each phase, in order."""

    rows: tuple[Row, ...]
    report: Report
    proxy: str
    skipped: tuple[tuple[Scenario, tuple[str, ...]], ...]
    seconds: Mapping[str, float]


@dataclass(slots=True)
class _Clock:
    """How long each phase took; `say` hears of it as it begins."""

    say: Callable[[str], None]
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def phase(self, name: str) -> Any:
        self.say(name)
        began = time.monotonic()
        yield
        self.seconds[name] = time.monotonic() - began


def run(
    cluster: Cluster,
    scenarios: Sequence[Scenario] = ALL,
    *,
    ask_why: bool = False,
    standing: bool = False,
    say: Callable[[str], None] = lambda _: None,
) -> Outcome:
    """Build, wait until a plain client sees what was built, scan, knock on everything that the report names, judge.

    `standing`: all was built by an earlier run, and is only looked at again.
    """
    clock = _Clock(say=say)
    set_up = stage(cluster, scenarios)
    skipped = tuple((s, tuple(missing(cluster, s))) for s in scenarios if s not in set_up.scenarios)
    with built(set_up, clock.phase, standing=standing):
        with clock.phase("plain client, what was built"):
            given = balanced(set_up)
            doors = _doors(set_up, given)
        with clock.phase("kprobe scan"):
            report = cluster.scan(*(option for s in set_up.scenarios for option in ("-n", s.namespace)))
        with clock.phase("plain client, what the report names"):
            plain = _plain(set_up, report, given, doors)
        rows = tuple(judge(set_up, s, report, doors[s.name], plain) for s in set_up.scenarios)
        if ask_why and has_why():
            with clock.phase("kprobe why"):
                rows = asked(set_up, rows)
    return Outcome(rows=rows, report=report, proxy=cluster.facts.proxy, skipped=skipped, seconds=clock.seconds)


def _doors(set_up: Stage, given: Given) -> dict[str, list[str]]:
    """The plain client's states at every door; those that are not yet as built are looked at again for a while."""
    doors = [(s.name, target, sees) for s in set_up.scenarios for target, sees in set_up.targets(s, given)]
    # A node that is busy redirecting to load balancers' addresses has no ICMP left for refusals (S-11): its own first.
    nodes = {*set_up.cluster.facts.nodes.values(), *set_up.cluster.facts.nodes6.values()}
    look, states = set_up.cluster.look, [""] * len(doors)
    for own in (True, False):
        turn = [n for n, (_, target, _) in enumerate(doors) if (target[0] in nodes) is own]
        for n, state in zip(turn, look([doors[n][1] for n in turn]), strict=True):
            states[n] = state
    end = time.monotonic() + PROGRAMMING
    while time.monotonic() < end:
        again = [n for n, (_, _, sees) in enumerate(doors) if states[n] not in sees]
        if not again:
            break
        for n, state in zip(again, look([doors[n][1] for n in again]), strict=True):
            states[n] = state
    found: dict[str, list[str]] = {s.name: [] for s in set_up.scenarios}
    for (name, _, _), state in zip(doors, states, strict=True):
        found[name].append(state)
    return found


def _plain(set_up: Stage, report: Report, given: Given, doors: Mapping[str, Sequence[str]]) -> dict[Target, str]:
    """The state of every entry of the report; what a door said for sure is not asked again."""
    known: dict[Target, str] = {}
    for scenario in set_up.scenarios:
        for (target, _), state in zip(set_up.targets(scenario, given), doors[scenario.name], strict=True):
            if state in {"open", "closed", "unreachable"}:
                address, port, *protocol = target
                known[address, port, protocol[0] if protocol else "TCP"] = state
    entries = [entry for exposure in report.json["exposures"] for entry in exposure["entries"]]
    asking = [t for t in dict.fromkeys(map(entry_target, entries)) if t and t not in known]
    return known | dict(zip(asking, set_up.cluster.look(asking), strict=True))
