"""A report as the operator's policy has it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import partial

from msgspec.structs import replace

from kprobe.model.finding import Finding
from kprobe.model.policy import HeldAgainst, Ignored, IgnoreRequest
from kprobe.model.refs import Ref
from kprobe.model.report import ExposureReport, Report
from kprobe.policy.allowing import allows
from kprobe.policy.baseline import Baseline
from kprobe.policy.expecting import expects
from kprobe.policy.holding import Holding
from kprobe.policy.notes import notes
from kprobe.policy.policy import Ignore, Policy
from kprobe.policy.rule import Rule
from kprobe.policy.selection import Labels
from kprobe.registry import load


def all_rules() -> tuple[Rule, ...]:
    """Every rule there is, by code."""
    return tuple(sorted(load("kprobe.policy.rules", "RULE", Rule), key=lambda r: r.code))


def enforce(report: Report, policy: Policy, baseline: Baseline | None = None) -> Report:
    """`report` with severities as the policy has them, what only the policy finds, and without what is ignored.

    The order: severities; rules; ignores, then what objects may ignore; rules about the ignores; the baseline. What is
    ignored is in `ignored`, and is in no baseline's way.
    """
    rules = all_rules()
    marked = replace(report, exposures=_marked(report, policy, baseline))
    labels = {item.exposure.id: dict(item.exposure.labels) for item in report.exposures}
    severe = partial(_severities, policy=policy, labels=labels)
    holding = Holding(report=replace(marked, findings=severe(report.findings)), policy=policy, baseline=baseline)
    findings = (*holding.report.findings, *severe(_said(rules, holding, on_ignores=False)))
    fitting = {f.id: tuple(i for i in policy.ignores if i.selection.fits(f, labels)) for f in findings}
    allowed = {(r.code, r.subject): r for r in reversed(report.requests) if allows(policy, r)}
    ignored = tuple(i for f in findings if (i := _ignored(f, fitting[f.id], allowed, holding)) is not None)
    gone = {i.finding.id for i in ignored}
    taken = Counter(ignore for ignores in fitting.values() for ignore in ignores)
    late = severe(_said(rules, replace(holding, taken=taken), on_ignores=True))
    kept = (*(f for f in findings if f.id not in gone), *late)
    if baseline is not None:
        kept = tuple(replace(f, known=baseline.accepts(f)) for f in kept)
    return replace(
        marked,
        findings=tuple(sorted(kept, key=lambda f: (f.severity.rank, f.code, f.id))),
        ignored=tuple(sorted(ignored, key=lambda i: (i.finding.severity.rank, i.finding.code, i.finding.id))),
        notes=(*report.notes, *notes(holding)),
        held_against=HeldAgainst(policy=policy.name, baseline=baseline.name if baseline is not None else "")
        if policy.name or baseline is not None
        else None,
    )


def _marked(report: Report, policy: Policy, baseline: Baseline | None) -> tuple[ExposureReport, ...]:
    if baseline is None and policy.exposed is None:
        return report.exposures
    return tuple(
        replace(
            item,
            known=None if baseline is None else item.exposure.id in baseline.exposures,
            expected=None if policy.exposed is None else any(expects(e, item.exposure) for e in policy.exposed),
        )
        for item in report.exposures
    )


def _said(rules: Iterable[Rule], holding: Holding, *, on_ignores: bool) -> tuple[Finding, ...]:
    return tuple(f for rule in rules if rule.on_ignores is on_ignores for f in rule.run(holding))


def _severities(findings: Iterable[Finding], *, policy: Policy, labels: Labels) -> tuple[Finding, ...]:
    return tuple(
        next(
            (replace(f, severity=o.severity) for o in reversed(policy.severities) if o.selection.fits(f, labels)),
            f,
        )
        for f in findings
    )


def _ignored(
    finding: Finding,
    ignores: tuple[Ignore, ...],
    allowed: Mapping[tuple[str, Ref], IgnoreRequest],
    holding: Holding,
) -> Ignored | None:
    """By the first ignore that fits and holds, else by its very object's own word where that is allowed."""
    for ignore in ignores:
        if ignore.holds(holding.today):
            return Ignored(finding=finding, reason=ignore.reason, until=ignore.until, by=holding.policy.name)
    request = allowed.get((finding.code, finding.subject))
    if request is not None:
        return Ignored(finding=finding, reason=request.reason, until=None, by=str(request.subject))
    return None
