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
    """Counts over all rows; `broken`: scenarios with a cause."""

    scenarios: int
    healthy: int
    broken: int
    as_built: int
    verdicts: int
    alarms: int
    causes: int
    certain: int
    refuted: int

    @property
    def met(self) -> bool:
        """Every verdict right, no false alarm, no certain prediction refuted, 95 % of the causes."""
        return (
            self.as_built == self.verdicts == self.scenarios
            and not self.alarms
            and not self.refuted
            and self.causes >= CAUSES * self.broken
        )


def figures(rows: tuple[Row, ...]) -> Figures:
    """Count."""
    broken = [row for row in rows if not row.scenario.healthy]
    return Figures(
        scenarios=len(rows),
        healthy=len(rows) - len(broken),
        broken=len(broken),
        as_built=sum(row.as_built for row in rows),
        verdicts=sum(row.verdict_right for row in rows),
        alarms=sum(len(row.alarms) for row in rows),
        causes=sum(row.cause_right for row in broken),
        certain=sum(row.certain for row in rows),
        refuted=sum(len(row.refuted) for row in rows),
    )


def lines(outcome: Outcome, proxy: str) -> Iterator[str]:
    """Markdown: the table, the figures, and every row that is wrong at length."""
    yield "| | scenario | built | plain client | kprobe saw | verdict expected | actual | cause expected | named |"
    yield "|---|---|---|---|---|---|---|---|---|"
    family = ""
    for row in outcome.rows:
        if row.scenario.family != family:
            family = row.scenario.family
            yield f"| | **{family}** | | | | | | | |"
        yield _line(row)
    yield ""
    yield from _figures(outcome, proxy)
    wrong = [row for row in outcome.rows if not row.right]
    if wrong:
        yield ""
        yield "Wrong:"
        for row in wrong:
            yield from wrongs(row)
    noise = [row for row in outcome.rows if row.others_blamed]
    if noise:
        yield ""
        yield "Also blamed in broken scenarios (to be looked at by a person):"
        for row in noise:
            yield from (f"- {row.scenario.name}: {other}" for other in row.others_blamed)


def wrongs(row: Row) -> Iterator[str]:
    """What is wrong with a row, a line each."""
    name = row.scenario.name
    if not row.as_built:
        yield f"- {name}: not built as described: {_plain(row)}"
    for identity, wanted, actual, right in row.verdicts:
        if not right:
            yield f"- {name}: verdict of {identity or 'anything'}: {actual}, should be {wanted}"
    if not row.cause_right:
        yield f"- {name}: cause should be {_cause(row)}; named: {row.cause}"
    yield from (f"- {name}: false alarm: {alarm}" for alarm in row.alarms)
    yield from (f"- {name}: certain and refuted: {refuted}" for refuted in row.refuted)


def _line(row: Row) -> str:
    scenario = row.scenario
    wanted = {actual: wanted for _, wanted, actual, _ in reversed(row.verdicts)}
    cells = (
        "ok" if row.right else "WRONG",
        scenario.name,
        scenario.built,
        _plain(row),
        ", ".join(row.seen) or "-",
        "; ".join(dict.fromkeys(wanted.values())),
        "; ".join(dict.fromkeys(actual for _, _, actual, _ in row.verdicts)),
        _cause(row),
        _short(row.cause) if row.cause and not scenario.healthy else "-",
    )
    return f"| {' | '.join(cell.replace('|', '¦') for cell in cells)} |"


def _plain(row: Row) -> str:
    return ", ".join(dict.fromkeys(state if right else f"{state} (!)" for state, right in row.plain)) or "-"


def _cause(row: Row) -> str:
    cause = row.scenario.cause
    return f"{'/'.join(cause.codes)} {' or '.join(cause.subjects)}: {cause.because}" if cause else "healthy"


def _short(told: str) -> str:
    return told if len(told) <= 100 else f"{told[:99]}…"


def _figures(outcome: Outcome, proxy: str) -> Iterator[str]:
    found = figures(outcome.rows)
    share = 100 * found.causes / found.broken if found.broken else 100
    yield (
        f"kube-proxy {proxy}: {found.scenarios} scenarios, {found.healthy} of them healthy, in {outcome.seconds:.0f} s "
        f"(scan {outcome.report.seconds:.1f} s, {outcome.report.json['summary']['entries']} entries)"
    )
    yield f"- built as described, by a plain client: {found.as_built} of {found.scenarios}"
    yield f"- verdicts right: {found.verdicts} of {found.scenarios}"
    yield f"- false alarms: {found.alarms}"
    yield f"- cause right and named: {found.causes} of {found.broken} ({share:.0f} %)"
    yield f"- certain predictions refuted: {found.refuted} of {found.certain}"
    if outcome.why:
        named = sum(bool(row.first_screen) for row in outcome.rows)
        yield f"- `kprobe why` names the culprit on its first screen: {named} of {found.broken}"
    else:
        yield "- `kprobe why`: not asked, this kprobe has no such command"
    for scenario, needs in outcome.skipped:
        yield f"- left out: {scenario.name}: this cluster has no {', '.join(needs)}"
