"""Policies from their text, and reports that are held against them."""

from __future__ import annotations

from msgspec.structs import replace

from kprobe.diagnosis.catalogue import catalogue
from kprobe.model.diagnosis import Verdict
from kprobe.model.finding import Finding, Severity
from kprobe.model.report import Report
from kprobe.policy.baseline import Baseline
from kprobe.policy.documents import read_yaml
from kprobe.policy.enforce import enforce
from kprobe.policy.policy import Policy
from kprobe.policy.reading import read_policy
from tests.kit import reports

CODES = {name: item.code for item in catalogue() for name in (item.code, item.slug) if item.code}


def policy(text: str) -> Policy:
    """What kprobe.yaml with this text means."""
    return read_policy(read_yaml(text.encode(), "kprobe.yaml"), "kprobe.yaml", CODES)


def held(report: Report, text: str = "", baseline: Baseline | None = None) -> Report:
    """`report` as the policy and the baseline have it."""
    return enforce(report, policy(text), baseline)


def said(code: str, report: Report) -> list[Finding]:
    """The findings of one code."""
    return [f for f in report.findings if f.code == code]


def one(code: str, report: Report) -> Finding:
    """The only one."""
    (found,) = said(code, report)
    return found


def broken() -> Report:
    """NodePort shop/web is unreachable, which KP301 explains; NodePort infra/api works."""
    web = reports.node_port("web", 30080)
    return reports.report(
        reports.reported(web, Verdict.UNREACHABLE, cause="selector app=wbe matches no pod"),
        reports.reported(reports.node_port("api", 30081, namespace="infra")),
        findings=(reports.finding(), reports.finding("KP202", Severity.WARNING, name="old", exposures=())),
    )


def with_labels(report: Report, **labels: str) -> Report:
    """Every way in is opened by an object with these labels."""
    return replace(
        report,
        exposures=tuple(
            replace(item, exposure=replace(item.exposure, labels=tuple(labels.items()))) for item in report.exposures
        ),
    )
