"""All scenarios at once, one scan, one row each."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fnmatch import translate

from tests.e2e.cluster import KPROBE, Cluster
from tests.e2e.report import Report
from tests.e2e.verdicts.families import ALL
from tests.e2e.verdicts.judge import Row, entry_target, guilty, judge
from tests.e2e.verdicts.scenario import Scenario
from tests.e2e.verdicts.stage import Stage, built, missing, stage

PROGRAMMING = 45
"""Seconds for service proxies and the ingress controller to follow the API."""
SCREEN = 24
"""Lines of a small terminal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """`skipped`: scenario and the facts that this cluster lacks for it. `why`: whether `kprobe why` was asked."""

    rows: tuple[Row, ...]
    report: Report
    skipped: tuple[tuple[Scenario, tuple[str, ...]], ...]
    seconds: float
    why: bool


def run(
    cluster: Cluster,
    scenarios: Sequence[Scenario] = ALL,
    *,
    ask_why: bool = False,
    say: Callable[[str], None] = lambda _: None,
) -> Outcome:
    """Build, wait until a plain client sees what was built, scan, knock on everything that the report names, judge."""
    began = time.monotonic()
    set_up = stage(cluster, scenarios)
    skipped = tuple((s, tuple(missing(cluster, s))) for s in scenarios if s not in set_up.scenarios)
    say(f"building {len(set_up.scenarios)} scenarios")
    with built(set_up):
        say(f"{time.monotonic() - began:.0f} s: everything is there; waiting for a plain client to see it")
        doors = _doors(set_up)
        say(f"{time.monotonic() - began:.0f} s: scanning")
        report = cluster.scan(*(option for s in set_up.scenarios for option in ("-n", s.namespace)))
        say(f"{time.monotonic() - began:.0f} s: the plain client knocks on all that the report names")
        plain = _plain(cluster, report) | _definite(set_up, doors)
        rows = tuple(judge(set_up, s, report, doors[s.name], plain) for s in set_up.scenarios)
        why = ask_why and _has_why()
        if why:
            say(f"{time.monotonic() - began:.0f} s: asking kprobe why")
            rows = tuple(_asked(set_up, row) for row in rows)
    return Outcome(rows=rows, report=report, skipped=skipped, seconds=time.monotonic() - began, why=why)


def _doors(set_up: Stage) -> dict[str, list[str]]:
    """The plain client's states at every door; those that are not yet as built are looked at again for a while."""
    targets = {s.name: set_up.targets(s) for s in set_up.scenarios}
    states: dict[str, list[str]] = {}
    end = time.monotonic() + PROGRAMMING
    wanting = list(targets)
    while wanting:
        found = iter(set_up.cluster.look([target for name in wanting for target, _ in targets[name]]))
        states |= {name: [next(found) for _ in targets[name]] for name in wanting}
        wanting = [
            name
            for name in wanting
            if any(s not in sees for s, (_, sees) in zip(states[name], targets[name], strict=True))
        ]
        if time.monotonic() > end:
            break
    return states


def _plain(cluster: Cluster, report: Report) -> dict[str, str]:
    entries = [entry for exposure in report.json["exposures"] for entry in exposure["entries"]]
    targets = list(dict.fromkeys(t for t in map(entry_target, entries) if t))
    return dict(zip(map(repr, targets), cluster.look(targets), strict=True))


def _definite(set_up: Stage, doors: dict[str, list[str]]) -> dict[str, str]:
    """What a door said for sure: nodes limit how often they refuse, and the scan has just used up what they grant."""
    known = {}
    for scenario in set_up.scenarios:
        for (target, _), state in zip(set_up.targets(scenario), doors[scenario.name], strict=True):
            if state in {"open", "closed"}:
                known[repr(tuple(target if len(target) == 3 else (*target, "TCP")))] = state
    return known


def _has_why() -> bool:
    return subprocess.run([KPROBE, "why", "--help"], capture_output=True, check=False).returncode == 0


def _asked(set_up: Stage, row: Row) -> Row:
    scenario = row.scenario
    if scenario.healthy:
        return row
    screen = set_up.cluster.why(why_target(set_up, scenario)).splitlines()[:SCREEN]
    patterns = [translate(subject).removesuffix(r"\Z").removesuffix(r"\z") for subject in guilty(set_up, scenario)]
    return replace(row, first_screen=any(re.search(p, " ".join(screen)) for p in patterns))


def why_target(set_up: Stage, scenario: Scenario) -> str:
    """What a person would ask about: the object that the way in is made of."""
    kind, namespace, *rest = set_up.words.fill(scenario.way, scenario).split("/")
    if kind.startswith("host-"):
        return f"{rest[0].lower()}/{namespace}/{rest[1]}"
    return f"{'ingress' if kind == 'ingress' else 'svc'}/{namespace}/{rest[0]}"
