from __future__ import annotations

import pytest
from msgspec.structs import replace

from kprobe.model.diagnosis import Verdict
from kprobe.model.finding import Finding, Severity
from kprobe.model.report import Report, VantageKind
from kprobe.policy.baseline import baseline_of
from tests.kit import reports
from tests.kit.policies import held, one, said

WEB = reports.node_port("web", 30080)
NODE = reports.finding("KP701", name="node2", exposures=("node-port/shop/other/80/TCP",))


def report(verdict: Verdict, *findings: Finding) -> Report:
    return reports.report(reports.reported(WEB, verdict, cause="node2 is not Ready"), findings=findings)


def test_a_finding_that_is_known_and_breaks_more_is_told_by_what_it_breaks() -> None:
    """The trap: the id of the finding is in the baseline, so that alone would let it through."""
    known = baseline_of(report(Verdict.REACHABLE, NODE), "b.json")
    done = held(report(Verdict.UNREACHABLE, replace(NODE, exposures=(*NODE.exposures, WEB.id))), "", known)
    assert [f.known for f in said("KP701", done)] == [True]
    finding = one("KP917", done)
    assert (finding.id, finding.severity) == (f"KP917/Service/shop/web/{WEB.id}", "error")
    assert finding.message == "node-port 30080 of Service shop/web was reachable in the baseline and is unreachable"
    assert finding.evidence == ("node2 is not Ready",)


def test_one_that_works_in_part_is_a_warning() -> None:
    known = baseline_of(report(Verdict.REACHABLE), "b.json")
    assert one("KP917", held(report(Verdict.DEGRADED), "", known)).severity is Severity.WARNING


def test_is_silent_where_a_new_finding_says_it() -> None:
    known = baseline_of(report(Verdict.REACHABLE), "b.json")
    assert said("KP917", held(report(Verdict.UNREACHABLE, reports.finding(exposures=(WEB.id,))), "", known)) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Verdict.UNREACHABLE, Verdict.UNREACHABLE),
        (Verdict.UNREACHABLE, Verdict.REACHABLE),
        (Verdict.DEGRADED, Verdict.REACHABLE),
        (Verdict.UNKNOWN, Verdict.UNREACHABLE),
        (Verdict.NOT_PROBED, Verdict.UNREACHABLE),
        (Verdict.REACHABLE, Verdict.UNKNOWN),
        (Verdict.REACHABLE, Verdict.NOT_PROBED),
    ],
)
def test_is_silent_for_what_is_no_worse_or_not_known(before: Verdict, after: Verdict) -> None:
    assert said("KP917", held(report(after), "", baseline_of(report(before), "b.json"))) == []


def test_is_silent_where_the_probe_stood_elsewhere_or_nowhere() -> None:
    known = baseline_of(report(Verdict.REACHABLE), "b.json")
    now = report(Verdict.UNREACHABLE)
    inside = replace(now, vantage=replace(now.vantage, kind=VantageKind.POD))
    assert said("KP917", held(inside, "", known)) == []
    assert said("KP917", held(replace(now, probed=False), "", known)) == []
    assert said("KP917", held(now, "", known))
