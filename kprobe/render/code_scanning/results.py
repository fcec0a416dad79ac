"""The results of a log: a finding each."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Literal

from msgspec import UNSET

from kprobe.model.difference import Change
from kprobe.model.finding import Finding
from kprobe.model.report import Report
from kprobe.render.code_scanning.locations import location
from kprobe.render.code_scanning.log import Message, Result, Rule
from kprobe.render.code_scanning.rules import LEVELS
from kprobe.render.people.why import sure
from kprobe.render.people.words import number

_WAYS_IN = 10  # the rest stands in the properties
_BASELINE_STATES: Mapping[Change, Literal["new", "updated"]] = {Change.NEW: "new", Change.CHANGED: "updated"}
_LINK = re.compile(r"\[(?=[^\[\]]*\]\()")


def results(report: Report, rules: Sequence[Rule], changes: Mapping[str, Change]) -> tuple[Result, ...]:
    """In the report's order; `rules` are what the log has, `changes` is what became of them, by id."""
    index = {rule.id: number for number, rule in enumerate(rules)}
    return tuple(
        _result(finding, index[finding.code], report.cluster.context, changes.get(finding.id))
        for finding in report.findings
    )


def _result(finding: Finding, rule: int, cluster: str, change: Change | None) -> Result:
    return Result(
        rule_id=finding.code,
        rule_index=rule,
        level=LEVELS[finding.severity],
        message=Message(text=literal(_message(finding))),
        locations=(location(finding, cluster),),
        partial_fingerprints=_fingerprints(finding),
        properties={
            "confidence": finding.confidence.value,
            "evidence": finding.evidence,
            "fix": finding.fix,
            "exposures": finding.exposures,
            **({} if change is None else {"change": change.value}),
        },
        baseline_state=UNSET if change is None else _BASELINE_STATES.get(change, UNSET),
    )


def _message(finding: Finding) -> str:
    """All that there is: code scanning shows this and the rule's help, and no more."""
    said = sure(finding.message, finding.confidence)
    lines = [said if str(finding.subject) in said else f"{finding.subject}: {said}"]
    if finding.exposures:
        lines += ["Ways in:", *(f"- {exposure}" for exposure in finding.exposures[:_WAYS_IN])]
    if (more := len(finding.exposures) - _WAYS_IN) > 0:
        lines.append(f"and {number(more)} more")
    if finding.evidence:
        lines += ["Evidence:", *(f"- {line}" for line in finding.evidence)]
    if finding.fix:
        lines += ["Fix:", *finding.fix]
    return "\n".join(lines)


def literal(text: str) -> str:
    r"""`text` without an embedded link (section 3.11.6 of the standard): `[x](y)` becomes `\[x](y)`."""
    return _LINK.sub(r"\\[", text)


def _fingerprints(finding: Finding) -> dict[str, str]:
    """Of the id alone, which is the same in every run.

    GitHub looks at the first, and where that lacks makes one of the file's line, which an object of a cluster has not.
    """
    digest = hashlib.sha256(finding.id.encode()).hexdigest()
    return {"primaryLocationLineHash": f"{digest[:16]}:1", "kprobeFinding/v1": finding.id}
