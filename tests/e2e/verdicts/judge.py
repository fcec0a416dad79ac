"""Holding what kprobe said about a scenario against the truth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from ipaddress import ip_address

from tests.e2e.report import Json, Report
from tests.e2e.verdicts.scenario import Cause, Scenario
from tests.e2e.verdicts.stage import Stage

Target = tuple[str, int, str]
"""Address, port, protocol."""
Plain = Mapping[Target, str]
"""What the plain client saw."""
NO_WAY_IN = "no way in"
ALARMS = ("error", "warning")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One scenario: the truth, what both clients saw, and where kprobe is wrong.

    `plain`: (state, as it must be). `verdicts`: (id, expected, actual, right) of every way in of it. `cause`: codes and
    subjects as kprobe names them; `messages`: what it says of those that are right. `alarms`: errors and warnings about
    something healthy. `refuted`: certain predictions that the plain client contradicts. `undecided`: why no verdict is
    the true one here. `first_screen`: whether `kprobe why` names the culprit on its first `screen`; None: not asked.
    """

    scenario: Scenario
    plain: tuple[tuple[str, bool], ...]
    seen: tuple[str, ...]
    verdicts: tuple[tuple[str, str, str, bool], ...]
    cause: str
    messages: tuple[str, ...]
    cause_right: bool
    alarms: tuple[str, ...]
    others_blamed: tuple[str, ...]
    certain: int
    refuted: tuple[str, ...]
    undecided: str = ""
    first_screen: bool | None = None
    screen: str = ""

    @property
    def as_built(self) -> bool:
        """Whether the plain client saw what the construction must show."""
        return all(right for _, right in self.plain)

    @property
    def verdict_right(self) -> bool:
        """Whether every way in of the scenario has its verdict, or none can be wrong."""
        return bool(self.undecided) or all(right for *_, right in self.verdicts)

    @property
    def right(self) -> bool:
        """Whether nothing is wrong."""
        return self.as_built and self.verdict_right and self.cause_right and not self.alarms and not self.refuted


def entry_target(entry: Json) -> Target | None:
    """What a plain client can knock on of an entry; None for names, and for what is this machine itself."""
    try:
        address = ip_address(entry["address"])
    except ValueError:
        return None
    return None if address.is_loopback else (entry["address"], entry["port"], entry["protocol"])


def judge(stage: Stage, scenario: Scenario, report: Report, doors: Sequence[str], plain: Plain) -> Row:
    """`doors`: the plain client's states at the scenario's doors, `plain`: at every entry of the report."""
    mine = [e for e in report.json["exposures"] if _within(e["source"]["namespace"], scenario)]
    way = stage.words.fill(scenario.way, scenario)
    exposure = next((e for e in mine if e["id"] == way), None)
    cause, messages, cause_right = _cause(stage, scenario, exposure, report)
    blamed = _blamed(scenario, mine, report)
    accepted = scenario.cause.codes if scenario.cause else ()
    certain, refuted = _certain(mine, plain)
    sees = [door.sees for door in scenario.doors]
    return Row(
        scenario=scenario,
        plain=tuple((state, state in wanted) for state, wanted in zip(doors, sees, strict=True)),
        seen=tuple(dict.fromkeys(map(_seen, exposure["entries"]))) if exposure else (),
        verdicts=tuple(_verdicts(stage, scenario, mine)),
        cause=cause,
        messages=messages,
        cause_right=cause_right,
        alarms=tuple(f"{f['code']} {_path(f['subject'])}: {f['message']}" for f in blamed) if scenario.healthy else (),
        others_blamed=tuple(
            f"{f['code']} {_path(f['subject'])}: {f['message']}"
            for f in blamed
            if not scenario.healthy and f["code"] not in accepted
        ),
        certain=certain,
        refuted=refuted,
        undecided=scenario.undecided.get(stage.cluster.facts.proxy, scenario.undecided.get("*", "")),
    )


def guilty(stage: Stage, scenario: Scenario) -> list[str]:
    """The guilty objects as kprobe writes them: `Kind namespace/name`, or `Kind name`; `*` stands for any text."""
    found: Cause | None = scenario.cause
    return [_full(stage.words.fill(s, scenario), scenario) for s in found.subjects] if found else []


def _full(subject: str, scenario: Scenario) -> str:
    kind, _, name = subject.partition("/")
    cluster_wide = kind in {"Node", "IngressClass", "Cluster"}
    return f"{kind} {name}" if cluster_wide or "/" in name else f"{kind} {scenario.namespace}/{name}"


def _verdicts(stage: Stage, scenario: Scenario, mine: list[Json]) -> list[tuple[str, str, str, bool]]:
    actual = {e["id"]: e["verdict"] for e in mine}
    rows = []
    for way, wanted in ((scenario.way, scenario.verdict), *scenario.others):
        identity = stage.words.fill(way, scenario)
        verdict = actual.get(identity, NO_WAY_IN)
        if not identity and mine:
            verdict = f"{mine[0]['id']}: {mine[0]['verdict']}"
        rows.append((identity, " or ".join(sorted(wanted)), verdict, verdict in wanted))
    return rows


def _cause(
    stage: Stage, scenario: Scenario, exposure: Json | None, report: Report
) -> tuple[str, tuple[str, ...], bool]:
    diagnosis = exposure["diagnosis"] if exposure else None
    findings = {f["id"]: f for f in report.json["findings"]}
    named: list[tuple[str, str, str]] = []
    if exposure and diagnosis:
        finding = findings.get(diagnosis["finding"])
        code = finding["code"] if finding else diagnosis["cause"]
        named.append((code, _path(diagnosis["subject"]), diagnosis["message"]))
    else:
        about = [
            f
            for f in report.json["findings"]
            if (exposure["id"] in f["exposures"] if exposure else _within(f["subject"]["namespace"], scenario))
        ]
        named = [(f["code"], _path(f["subject"]), f["message"]) for f in about]
    told = "; ".join(f"{code} {subject}: {message}" for code, subject, message in named)
    if scenario.cause is None:
        return told, (), True
    subjects = guilty(stage, scenario)
    right = tuple(
        message
        for code, subject, message in named
        if code in scenario.cause.codes and any(fnmatchcase(subject, wanted) for wanted in subjects)
    )
    return told or "none", right, bool(right)


def _blamed(scenario: Scenario, mine: list[Json], report: Report) -> list[Json]:
    ids = {e["id"] for e in mine}
    return [
        f
        for f in report.findings(severities=ALARMS)
        if _within(f["subject"]["namespace"], scenario) or ids & set(f["exposures"])
    ]


def _certain(mine: list[Json], plain: Plain) -> tuple[int, tuple[str, ...]]:
    count, refuted = 0, []
    for exposure in mine:
        for entry in exposure["entries"]:
            prediction, target = entry["prediction"], entry_target(entry)
            if not prediction or prediction["confidence"] != "certain" or target is None:
                continue
            count += 1
            state = plain[target]
            if state not in prediction["states"]:
                where = f"{exposure['id']} at {entry['address']}:{entry['port']}"
                refuted.append(f"{where}: {state}, not {' or '.join(prediction['states'])} ({prediction['reason']})")
    return count, tuple(refuted)


def _seen(entry: Json) -> str:
    seen = entry["observation"]
    if not seen:
        return "not probed"
    if seen["http_status"]:
        return f"{seen['state']} {seen['http_status']}"
    return str(seen["state"] or seen["error"])


def _within(namespace: str, scenario: Scenario) -> bool:
    return namespace == scenario.namespace or namespace.startswith(f"{scenario.namespace}-of-")


def _path(subject: Json) -> str:
    name = f"{subject['namespace']}/{subject['name']}" if subject["namespace"] else subject["name"]
    return f"{subject['kind']} {name}"
