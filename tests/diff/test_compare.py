from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kprobe.diff.compare import compare
from kprobe.errors import UsageError
from kprobe.model.diagnosis import Verdict
from kprobe.model.difference import Change, Difference, Side
from kprobe.model.exposure import Scope
from kprobe.model.finding import Finding, Severity
from kprobe.model.policy import HeldAgainst, Ignored
from kprobe.model.report import ExposureReport, Narrowed, Report, Shard, Vantage, VantageKind
from kprobe.model.snapshot import DataPlane, Gap, GapReason, Resource
from kprobe.model.why import Why
from kprobe.pipeline.scope import shard_of
from tests.kit import reports
from tests.kit.objects import gap

ERRORS = frozenset({Severity.ERROR})
WEB = reports.node_port("web", 30080)
API = reports.node_port("api", 30081, namespace="infra")


def compared(old: Report, new: Report, *, counted: frozenset[Severity] = ERRORS, across: bool = False) -> Difference:
    return compare(Side(name="old", report=old), Side(name="new", report=new), counted=counted, across=across)


def of(*items: ExposureReport, **more: object) -> Report:
    return replace(reports.report(*items), **more)


def way(verdict: Verdict = Verdict.REACHABLE, scope: Scope = Scope.PRIVATE, **more: object) -> ExposureReport:
    return replace(reports.reported(replace(WEB, scope=scope), verdict), **more)


def ways(difference: Difference) -> list[tuple[str, Change]]:
    return [(c.latest.exposure.id, c.change) for c in difference.exposures]


def found(difference: Difference) -> list[tuple[str, Change]]:
    return [(c.latest.code, c.change) for c in difference.findings]


@pytest.mark.parametrize("report", [reports.healthy(), reports.every_verdict(), reports.report()])
def test_a_report_does_not_differ_from_itself(report: Report) -> None:
    difference = compared(report, report)
    assert (difference.exposures, difference.findings, difference.worse) == ((), (), False)


def test_a_new_way_in_is_worse_and_one_that_is_gone_is_not() -> None:
    new = compared(of(), of(way()))
    assert (ways(new), new.worse) == ([(WEB.id, Change.NEW)], True)
    gone = compared(of(way()), of())
    assert (ways(gone), gone.worse) == ([(WEB.id, Change.GONE)], False)


@pytest.mark.parametrize("item", [way(expected=True), way(scope=Scope.LOOPBACK)], ids=["expected", "loopback"])
def test_a_new_way_in_that_is_expected_or_for_nobody_is_no_worse(item: ExposureReport) -> None:
    difference = compared(of(), of(item))
    assert (ways(difference), difference.worse) == ([(WEB.id, Change.NEW)], False)


@pytest.mark.parametrize(
    ("before", "after", "opened", "worse"),
    [
        (way(), way(scope=Scope.INTERNET), True, ("private, now internet",)),
        (way(scope=Scope.UNKNOWN), way(scope=Scope.INTERNET), True, ("unknown, now internet",)),
        (
            way(),
            way(Verdict.UNREACHABLE, Scope.INTERNET),
            False,
            ("reachable, now unreachable", "private, now internet"),
        ),
        (
            way(Verdict.UNREACHABLE, Scope.INTERNET),
            way(Verdict.REACHABLE, Scope.INTERNET),
            True,
            ("it answers from the internet now",),
        ),
        (way(Verdict.UNREACHABLE, Scope.INTERNET), way(Verdict.REACHABLE, Scope.INTERNET, expected=True), True, ()),
        (way(Verdict.UNREACHABLE), way(), False, ()),
        (way(), way(Verdict.DEGRADED), False, ("reachable, now degraded",)),
        (way(), way(Verdict.UNREACHABLE, expected=True), False, ("reachable, now unreachable",)),
        (way(Verdict.UNREACHABLE), way(Verdict.UNEXPECTED), False, ("unreachable, now unexpected",)),
        (way(scope=Scope.INTERNET), way(), False, ()),
        (way(Verdict.UNKNOWN, Scope.INTERNET), way(scope=Scope.INTERNET), False, ()),
        (way(Verdict.NOT_PROBED), way(Verdict.UNREACHABLE), False, ()),
    ],
)
def test_a_way_in_that_changed(
    before: ExposureReport, after: ExposureReport, *, opened: bool, worse: tuple[str, ...]
) -> None:
    (change,) = compared(of(before), of(after)).exposures
    assert (change.change, change.opened, change.worse) == (Change.CHANGED, opened, worse)


@pytest.mark.parametrize("verdict", [Verdict.UNKNOWN, Verdict.NOT_PROBED])
def test_a_verdict_that_is_no_longer_known_is_not_worse(verdict: Verdict) -> None:
    dark = reports.reported(WEB, verdict, seen=(None, None, None), skipped="the deadline was over")
    difference = compared(of(way()), of(dark))
    (change,) = difference.exposures
    assert (change.change, change.reason) == (Change.NO_LONGER_KNOWN, "the deadline was over")
    assert not difference.worse


def test_what_opens_to_the_internet_comes_first_and_then_what_is_worse() -> None:
    wide = replace(reports.node_port("wide", 1), scope=Scope.INTERNET)
    old = of(way(), reports.reported(API, Verdict.UNREACHABLE), reports.reported(reports.node_port("a-gone", 2)))
    new = of(way(Verdict.UNREACHABLE), reports.reported(API), reports.reported(wide))
    assert [i.split("/")[2] for i, _ in ways(compared(old, new))] == ["wide", "web", "api", "a-gone"]


GAP_PODS, GAP_SERVICES = gap(Resource.PODS), gap(Resource.SERVICES)


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"gaps": (GAP_SERVICES,)}, "services could not be read (forbidden)"),
        ({"gaps": (gap(Resource.SERVICES, read_in=("infra",)),)}, "services could not be read (forbidden)"),
        (
            {"gaps": (Gap(what="shards 1 of 2", reason=GapReason.ABSENT, effect="e"),)},
            "shards 1 of 2 could not be read (not in the files given)",
        ),
        ({"narrowed": Narrowed(namespaces=("infra",))}, "only namespace infra was looked at"),
        ({"narrowed": Narrowed(selector="a=b")}, "only what has the labels a=b was looked at"),
        ({"shard": Shard(index=0, of=2)}, "only shard 0/2 was looked at"),
    ],
)
def test_what_a_report_could_not_have_is_neither_gone_nor_new(more: dict[str, object], reason: str) -> None:
    gone = compared(of(way()), of(**more))
    (change,) = gone.exposures
    assert (change.change, change.reason) == (Change.NO_LONGER_KNOWN, reason)
    new = compared(of(**more), of(way()))
    (change,) = new.exposures
    assert (change.change, change.reason, new.worse) == (Change.NOT_KNOWN_BEFORE, reason, False)


@pytest.mark.parametrize(
    "more",
    [
        {"gaps": (GAP_PODS,)},
        {"gaps": (gap(Resource.SERVICES, read_in=("shop",)),)},
        {"narrowed": Narrowed(namespaces=("infra", "shop"))},
        {"interrupted": "Ctrl-C"},
    ],
    ids=["another kind unread", "read there", "-n of it", "probing ended early"],
)
def test_what_it_could_have_is_gone_or_new(more: dict[str, object]) -> None:
    assert ways(compared(of(way()), of(**more))) == [(WEB.id, Change.GONE)]
    assert compared(of(**more), of(way())).worse


def test_the_same_shard_of_two_nights_is_compared() -> None:
    shard = Shard(index=shard_of(WEB, 2), of=2)
    assert ways(compared(of(way(), shard=shard), of(shard=shard))) == [(WEB.id, Change.GONE)]


def test_a_selection_by_labels_proves_nothing_even_when_it_is_the_same() -> None:
    part = Narrowed(selector="a=b")
    assert ways(compared(of(way(), narrowed=part), of(narrowed=part))) == [(WEB.id, Change.NO_LONGER_KNOWN)]


INSIDE = Vantage(kind=VantageKind.POD, addresses=("10.1.1.1",))


@pytest.mark.parametrize(
    ("old", "new", "note"),
    [
        (of(way()), of(way(Verdict.UNREACHABLE), vantage=INSIDE), "from different places (outside, then pod)"),
        (of(way(), probed=False), of(way(Verdict.UNREACHABLE)), "Only new was probed"),
        (of(way()), of(way(Verdict.UNREACHABLE), probed=False), "Only old was probed"),
        (of(way()), of(way(Verdict.UNREACHABLE), vantages=(INSIDE, INSIDE)), "from different places"),
    ],
    ids=["another vantage", "not probed before", "not probed now", "joined from several vantages"],
)
def test_verdicts_that_do_not_compare_are_not_compared_and_that_is_said(old: Report, new: Report, note: str) -> None:
    difference = compared(old, new)
    assert (difference.exposures, difference.worse, difference.verdicts_compared) == ((), False, False)
    assert note in difference.notes[0]


def test_scopes_compare_from_wherever_it_was_probed() -> None:
    difference = compared(of(way()), of(way(scope=Scope.INTERNET), vantage=INSIDE))
    assert difference.exposures[0].opened


def test_another_address_of_the_prober_is_said_and_the_verdicts_compare() -> None:
    elsewhere = Vantage(kind=VantageKind.OUTSIDE, addresses=("203.0.113.77",))
    difference = compared(of(way()), of(way(Verdict.UNREACHABLE), vantage=elsewhere))
    assert difference.worse
    assert "198.51.100.100, then 203.0.113.77" in difference.notes[0]


def fault(code: str = "KP301", severity: Severity = Severity.ERROR, **more: object) -> Finding:
    return replace(reports.finding(code, severity), **more)


@pytest.mark.parametrize(
    ("before", "after", "changes", "worse"),
    [
        ((), (fault(),), [("KP301", Change.NEW)], True),
        ((), (fault(severity=Severity.WARNING),), [("KP301", Change.NEW)], False),
        ((), (fault(known=True),), [("KP301", Change.NEW)], False),
        ((fault(),), (), [("KP301", Change.GONE)], False),
        ((fault(severity=Severity.INFO),), (fault(),), [("KP301", Change.CHANGED)], True),
        ((fault(),), (fault(severity=Severity.INFO),), [("KP301", Change.CHANGED)], False),
        ((fault(),), (fault(message="in other words"),), [], False),
        ((), (fault("KP916"), fault("KP917")), [], False),
    ],
)
def test_findings_come_and_go(
    before: tuple[Finding, ...], after: tuple[Finding, ...], changes: list[tuple[str, Change]], *, worse: bool
) -> None:
    difference = compared(of(findings=before), of(findings=after))
    assert (found(difference), difference.worse) == (changes, worse)


def test_which_severities_count_is_the_persons_choice() -> None:
    warned = of(findings=(fault(severity=Severity.WARNING),))
    assert compared(of(), warned, counted=ERRORS | {Severity.WARNING}).worse
    assert not compared(of(), of(findings=(fault(),)), counted=frozenset()).worse


def test_a_finding_that_was_or_is_ignored_says_so() -> None:
    ignoring = of(ignored=(Ignored(finding=fault(), reason="in spring", until=None, by="kprobe.yaml"),))
    (new,) = compared(ignoring, of(findings=(fault(),))).findings
    assert (new.change, new.worse, new.reason) == (Change.NEW, True, "it was ignored by kprobe.yaml: in spring")
    (gone,) = compared(of(findings=(fault(),)), ignoring).findings
    assert (gone.change, gone.reason) == (Change.GONE, "it is ignored by kprobe.yaml: in spring")


NODE = reports.finding("KP701", exposures=())
SEEN = reports.finding("KP801", exposures=(WEB.id,))
HELD = HeldAgainst(policy="kprobe.yaml")


@pytest.mark.parametrize(
    ("finding", "other", "blind", "reason"),
    [
        (fault(), of(), of(gaps=(GAP_PODS,)), "pods could not be read (forbidden)"),
        (fault(), of(), of(gaps=(gap(Resource.EVENTS),)), "events could not be read (forbidden)"),
        (fault("KP501"), of(), of(gaps=(gap(Resource.INGRESSES),)), "ingresses could not be read (forbidden)"),
        (fault(), of(gaps=(GAP_PODS,)), of(gaps=(replace(GAP_PODS, reason=GapReason.TIMED_OUT),)), "(timed out)"),
        (
            fault(),
            of(),
            of(gaps=(Gap(what="check KP301", reason=GapReason.INTERNAL, effect="e"),)),
            "check KP301 could not be read",
        ),
        (fault(), of(), of(narrowed=Narrowed(namespaces=("infra",))), "only namespace infra was looked at"),
        (
            replace(NODE, subject=replace(NODE.subject, namespace="")),
            of(),
            of(narrowed=Narrowed(namespaces=("shop",))),
            "only",
        ),
        (SEEN, of(), of(probed=False), "nobody knocked"),
        (SEEN, of(), of(interrupted="Ctrl-C"), "the run ended early"),
        (SEEN, of(), of(vantage=INSIDE), "the probe stood elsewhere"),
        (SEEN, of(), of(way(Verdict.NOT_PROBED)), "what it is about was not probed, or is not known"),
        (fault("KP913"), of(held_against=HELD), of(), "it was held against no policy"),
    ],
)
def test_a_finding_that_a_report_could_not_have_is_neither_gone_nor_new(
    finding: Finding, other: Report, blind: Report, reason: str
) -> None:
    full = replace(other, findings=(finding,), exposures=(way(),))
    (gone,) = compared(full, blind).findings
    assert gone.change is Change.NO_LONGER_KNOWN
    assert reason in gone.reason
    difference = compared(blind, full)
    (new,) = difference.findings
    assert (new.change, new.worse) == (Change.NOT_KNOWN_BEFORE, False)
    assert reason in new.reason


@pytest.mark.parametrize(
    ("finding", "other", "blind"),
    [
        (fault(), of(gaps=(GAP_PODS,)), of(gaps=(GAP_PODS,))),
        (fault(), of(), of(gaps=(gap(Resource.PODS, read_in=("shop",)),))),
        (fault(), of(), of(gaps=(Gap(what="check KP302", reason=GapReason.INTERNAL, effect="e"),))),
        (fault(), of(), of(narrowed=Narrowed(namespaces=("shop",)))),
        (fault(), of(), of(gaps=(gap(Resource.INGRESSES), gap(Resource.INGRESS_CLASSES)))),
        (fault(), of(), of(probed=False)),
        (SEEN, of(), of(way())),
        (fault("KP915"), of(), of()),
        (fault("KP913"), of(held_against=HELD), of(held_against=HELD)),
    ],
    ids=[
        "both lack the same",
        "read there",
        "another check failed",
        "-n of it",
        "no Ingress is needed for it",
        "the configuration needs no probe",
        "probed",
        "annotations need no policy",
        "the same policy",
    ],
)
def test_a_finding_that_it_could_have_is_gone_or_new(finding: Finding, other: Report, blind: Report) -> None:
    full = replace(other, findings=(finding,))
    assert [c.change for c in compared(full, blind).findings] == [Change.GONE]
    assert compared(blind, full).worse


def test_of_several_ways_in_one_that_was_seen_makes_a_finding_new_and_one_that_was_not_keeps_it_from_being_gone() -> (
    None
):
    both = replace(SEEN, exposures=(WEB.id, API.id))
    half = of(way(), reports.reported(API, Verdict.NOT_PROBED))
    full = of(way(), reports.reported(API), findings=(both,))
    assert [c.change for c in compared(half, full).findings] == [Change.NEW]
    assert [c.change for c in compared(full, half).findings] == [Change.NO_LONGER_KNOWN]


def named(context: str, server: str, *nodes: str) -> Report:
    planes = tuple((node, DataPlane.IPTABLES) for node in nodes)
    return of(cluster=replace(of().cluster, context=context, server=server, data_plane=planes))


def test_reports_of_different_clusters_are_refused_unless_that_is_wanted() -> None:
    one, two = named("lab", "https://a", "n1"), named("prod", "https://b", "m1")
    with pytest.raises(UsageError, match="different clusters: lab and prod have no node in common"):
        compared(one, two)
    assert "different clusters" in compared(one, two, across=True).notes[0]


@pytest.mark.parametrize(
    "other",
    [
        named("prod", "https://b", "n1", "n2"),
        named("lab", "https://b", "m1"),
        named("prod", "https://a", "m1"),
        named("prod", "https://b"),
    ],
    ids=["a node in common", "the same context", "the same server", "no nodes read"],
)
def test_one_cluster_may_go_by_several_names(other: Report) -> None:
    assert compared(named("lab", "https://a", "n1"), other).notes == ()


def test_an_answer_of_why_is_no_report_to_compare() -> None:
    answer = of(why=Why(target="svc/shop/web"))
    with pytest.raises(UsageError, match="new is an answer of `kprobe why`"):
        compared(of(), answer)


def test_the_wrong_way_round_is_suspected_and_what_lacks_is_said_once() -> None:
    late = of(gaps=(GAP_PODS,), interrupted="Ctrl-C")
    early = replace(late, generated=late.generated - timedelta(days=1), interrupted="")
    assert compared(late, early).notes == (
        "old was made after new: are they the wrong way round?",
        "old ended early: Ctrl-C.",
        "Not known in old and new: pods (forbidden): unknown",
    )


VERDICTS = st.sampled_from(Verdict)
ITEMS = st.builds(way, VERDICTS, st.sampled_from(Scope), expected=st.none() | st.booleans())
FAULTS = st.builds(fault, st.sampled_from(["KP301", "KP801", "KP913"]), st.sampled_from(Severity))
REPORTS = st.builds(
    of,
    ITEMS,
    probed=st.booleans(),
    findings=st.lists(FAULTS, max_size=2, unique_by=lambda f: f.id).map(tuple),
    gaps=st.lists(st.sampled_from([GAP_PODS, GAP_SERVICES, gap(Resource.EVENTS)]), max_size=2).map(tuple),
    vantage=st.sampled_from([of().vantage, INSIDE]),
    narrowed=st.sampled_from([None, Narrowed(namespaces=("infra",)), Narrowed(selector="x")]),
)


@given(REPORTS | st.builds(of), REPORTS | st.builds(of))
def test_back_and_forth_name_the_same_things_and_only_one_way_is_news(one: Report, two: Report) -> None:
    there, back = compared(one, two), compared(two, one)
    assert {c.latest.exposure.id for c in there.exposures} == {c.latest.exposure.id for c in back.exposures}
    assert {c.latest.id for c in there.findings} == {c.latest.id for c in back.findings}
    assert not any(c.worse for c in there.exposures if not c.change.known)
    assert not any(c.worse for c in there.findings if not c.change.known)
    opposite = {Change.NEW: Change.GONE, Change.NOT_KNOWN_BEFORE: Change.NO_LONGER_KNOWN}
    backwards = {c.latest.id: c.change for c in back.findings}
    for change in there.findings:
        if change.after is None or change.before is None:
            forth = change.change
            assert backwards[change.latest.id] is (opposite | {v: k for k, v in opposite.items()})[forth]
