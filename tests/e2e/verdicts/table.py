"""The table, and the figures below it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.e2e.verdicts.judge import Row
from tests.e2e.verdicts.run import Outcome

CAUSES = 0.95
"""The share of causes that have to be right and named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Counts over all rows; `broken`: scenarios with a cause; `decided`: with one true verdict."""

    scenarios: int
    healthy: int
    broken: int
    as_built: int
    decided: int
    verdicts: int
    alarms: int
    causes: int
    certain: int
    refuted: int

    @property
    def causes_met(self) -> bool:
        """Whether enough causes are right and named."""
        return self.causes >= CAUSES * self.broken

    @property
    def met(self) -> bool:
        """Whether every verdict is right, no alarm false, nothing certain refuted, and enough causes are named."""
        told = self.as_built == self.scenarios and self.verdicts == self.decided
        return told and self.causes_met and not self.alarms and not self.refuted


def figures(rows: tuple[Row, ...]) -> Figures:
    """Count."""
    broken = [row for row in rows if not row.scenario.healthy]
    return Figures(
        scenarios=len(rows),
        healthy=len(rows) - len(broken),
        broken=len(broken),
        as_built=sum(row.as_built for row in rows),
        decided=sum(not row.undecided for row in rows),
        verdicts=sum(row.verdict_right and not row.undecided for row in rows),
        alarms=sum(len(row.alarms) for row in rows),
        causes=sum(row.cause_right for row in broken),
        certain=sum(row.certain for row in rows),
        refuted=sum(len(row.refuted) for row in rows),
    )


def lines(outcome: Outcome) -> Iterator[str]:
    """Markdown: the table, the figures, and every row that is wrong at length."""
    yield "| | scenario | built | plain client | kprobe saw | verdict | actual | cause | named | why |"
    yield "|---|---|---|---|---|---|---|---|---|---|"
    family = ""
    for row in outcome.rows:
        if row.scenario.family != family:
            family = row.scenario.family
            yield f"| | **{family}** | | | | | | | | |"
        yield _line(row)
    yield ""
    yield from summary(outcome)
    wrong = [row for row in outcome.rows if not row.right]
    if wrong:
        yield ""
        yield "Wrong:"
        for row in wrong:
            yield from (f"- {line}" for line in wrongs(row))
        yield from (f"- {line}" for line in causes_not_named(outcome.rows))
    unnamed = [row for row in outcome.rows if row.first_screen is False]
    if unnamed:
        yield ""
        yield "First screens of `kprobe why` without the culprit:"
        for row in unnamed:
            yield f"- {row.scenario.name}: {_cause(row)}"
            yield from (f"      {line}" for line in row.screen.splitlines())
    noise = [row for row in outcome.rows if row.others_blamed]
    if noise:
        yield ""
        yield "Also blamed in broken scenarios (to be looked at by a person):"
        for row in noise:
            yield from (f"- {row.scenario.name}: {other}" for other in row.others_blamed)


def summary(outcome: Outcome) -> Iterator[str]:
    """The figures."""
    found = figures(outcome.rows)
    share = 100 * found.causes / found.broken if found.broken else 100
    entries = sum(report.json["summary"]["entries"] for report in outcome.reports)
    yield f"kube-proxy {outcome.proxy}: {found.scenarios} scenarios, {found.healthy} of them healthy"
    yield f"- scan: {sum(report.seconds for report in outcome.reports):.1f} s, {entries} entries"
    yield f"- built as described, by a plain client: {found.as_built} of {found.scenarios}"
    yield f"- verdicts right: {found.verdicts} of {found.decided}; undecided: {found.scenarios - found.decided}"
    yield f"- false alarms: {found.alarms}"
    yield f"- cause right and named: {found.causes} of {found.broken} ({share:.1f} %)"
    yield f"- certain predictions refuted: {found.refuted} of {found.certain}"
    asked = [row for row in outcome.rows if row.first_screen is not None]
    if asked:
        named = sum(bool(row.first_screen) for row in asked)
        yield f"- `kprobe why` names the culprit on its first screen: {named} of {len(asked)}"
    else:
        yield "- `kprobe why`: not asked"
    spent = ", ".join(f"{phase} {seconds:.0f}" for phase, seconds in outcome.seconds.items())
    yield f"- {sum(outcome.seconds.values()):.0f} s: {spent}"
    for scenario, needs in outcome.skipped:
        yield f"- left out: {scenario.name}: this cluster has no {', '.join(needs)}"


def wrongs(row: Row) -> Iterator[str]:
    """What is wrong with a row but its cause, a line each."""
    name = row.scenario.name
    if not row.as_built:
        yield f"{name}: not built as described: {_plain(row)}"
    for identity, wanted, actual, right in row.verdicts:
        if not right and not row.undecided:
            yield f"{name}: verdict of {identity or 'anything'}: {actual}, should be {wanted}"
    yield from (f"{name}: false alarm: {alarm}" for alarm in row.alarms)
    yield from (f"{name}: certain and refuted: {refuted}" for refuted in row.refuted)


def causes_not_named(rows: tuple[Row, ...]) -> Iterator[str]:
    """The causes that are wrong or missing, a line each."""
    for row in rows:
        if not row.cause_right:
            yield f"{row.scenario.name}: cause should be {_cause(row)}; named: {row.cause}"


def _line(row: Row) -> str:
    scenario = row.scenario
    wanted = {actual: wanted for _, wanted, actual, _ in reversed(row.verdicts)}
    cells = (
        "ok" if row.right else "WRONG",
        scenario.name,
        scenario.built,
        _plain(row),
        ", ".join(row.seen) or "-",
        f"undecided: {row.undecided}" if row.undecided else "; ".join(dict.fromkeys(wanted.values())),
        "; ".join(dict.fromkeys(actual for _, _, actual, _ in row.verdicts)),
        _cause(row),
        _short(row.cause) if row.cause and not scenario.healthy else "-",
        {None: "-", True: "named", False: "not named"}[row.first_screen],
    )
    return f"| {' | '.join(cell.replace('|', '¦') for cell in cells)} |"


def _plain(row: Row) -> str:
    return ", ".join(dict.fromkeys(state if right else f"{state} (!)" for state, right in row.plain)) or "-"


def _cause(row: Row) -> str:
    cause = row.scenario.cause
    return f"{'/'.join(cause.codes)} {' or '.join(cause.subjects)}: {cause.because}" if cause else "healthy"


def _short(told: str) -> str:
    return told if len(told) <= 100 else f"{told[:99]}…"
