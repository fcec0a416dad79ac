from __future__ import annotations

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from kprobe.model.policy import HeldAgainst, IgnoreRequest
from kprobe.model.refs import Ref
from kprobe.model.report import Report
from kprobe.policy.baseline import baseline_of
from kprobe.policy.enforce import enforce
from kprobe.policy.policy import NO_POLICY
from tests.kit import reports
from tests.kit.policies import broken, held, said, with_labels

WEB = Ref(kind="Service", namespace="shop", name="web")


def codes(report: Report) -> list[str]:
    return [f.code for f in report.findings]


def test_without_policy_and_baseline_a_report_stays_as_it_is() -> None:
    report = broken()
    assert enforce(report, NO_POLICY) == report


def test_an_ignore_takes_a_finding_out_and_keeps_it_with_its_reason() -> None:
    report = held(broken(), "ignores: [{code: KP301, object: Service/shop/web, reason: moves in spring}]")
    assert codes(report) == ["KP202"]
    (ignored,) = report.ignored
    assert (ignored.finding.id, ignored.reason, ignored.until) == ("KP301/Service/shop/web", "moves in spring", None)
    assert ignored.by == "kprobe.yaml"
    assert report.held_against == HeldAgainst(policy="kprobe.yaml")


@pytest.mark.parametrize(
    "entry",
    [
        "code: KP301",
        "code: [KP999, service-selects-nothing]".replace("KP999", "KP302"),
        "code: KP3*",
        "object: Service/shop/web",
        "object: 'service/*/w?b'",
        "namespace: shop",
        "namespace: [infra, sh*]",
        "labels: team=edge",
        "{code: KP301, namespace: shop, object: Service/shop/web, labels: 'team in (edge, core)'}",
    ],
)
def test_it_is_found_by(entry: str) -> None:
    text = entry if entry.startswith("{") else f"{{{entry}}}"
    report = held(with_labels(broken(), team="edge"), f"ignores: [{text[:-1]}, reason: r}}]")
    assert "KP301" not in codes(report)


@pytest.mark.parametrize(
    "entry",
    [
        "code: KP302",
        "object: Service/shop/we",
        "object: Service/web",
        "object: Deployment/shop/web",
        "namespace: sho",
        "labels: team=core",
        "code: KP301, namespace: infra",
        "code: KP302, object: Service/shop/web",
    ],
)
def test_it_is_not_found_by(entry: str) -> None:
    report = held(with_labels(broken(), team="edge"), f"ignores: [{{{entry}, reason: r}}]")
    assert "KP301" in codes(report)
    assert report.ignored == ()


def test_labels_must_fit_every_way_in_that_a_finding_is_about() -> None:
    """A label on one Service must not hide what a node does to the others."""
    web, api = reports.node_port("web", 30080), reports.node_port("api", 30081)
    node = replace(reports.finding("KP701"), exposures=(web.id, api.id))
    report = reports.report(
        reports.reported(replace(web, labels=(("team", "edge"),))), reports.reported(api), findings=(node,)
    )
    assert codes(held(report, "ignores: [{labels: team=edge, reason: r}]"))[0] == "KP701"
    elsewhere = replace(node, exposures=(web.id, "node-port/not/shown/80/TCP"))
    assert "KP701" in codes(held(replace(report, findings=(elsewhere,)), "ignores: [{labels: team=edge, reason: r}]"))


@pytest.mark.parametrize(
    ("until", "ignored"), [("2026-11-23", True), ("2026-11-22", False)], ids=["on the last day", "a day later"]
)
def test_an_ignore_holds_to_the_end_of_its_last_day(until: str, *, ignored: bool) -> None:
    late = replace(broken(), generated=datetime(2026, 11, 23, 23, 59, tzinfo=UTC))
    report = held(late, f"ignores: [{{code: KP301, reason: r, until: {until}}}]")
    assert ("KP301" not in codes(report)) is ignored


def test_the_last_severity_that_fits_counts_and_findings_are_sorted_anew() -> None:
    report = held(
        broken(),
        """
        severities:
        - {code: KP3*, severity: info}
        - {code: KP301, object: Service/shop/*, severity: warning}
        - {code: KP202, severity: error}
        """,
    )
    assert [(f.code, f.severity) for f in report.findings] == [("KP202", "error"), ("KP301", "warning")]


def test_severities_reach_what_the_policy_itself_finds() -> None:
    report = held(broken(), "{exposed: [], severities: [{code: KP913, severity: info}]}")
    assert {f.severity for f in said("KP913", report)} == {"info"}


def request(code: str = "KP301", subject: Ref = WEB) -> IgnoreRequest:
    return IgnoreRequest(subject=subject, code=code, reason="not launched yet")


def test_an_annotation_has_no_effect_unless_the_operator_allows_it() -> None:
    asking = replace(broken(), requests=(request(),))
    assert "KP301" in codes(enforce(asking, NO_POLICY))
    assert "KP301" in codes(held(asking, "annotations: [{namespace: infra, code: KP301}]"))
    assert "KP301" in codes(held(asking, "annotations: [{namespace: shop, code: KP302}]"))


def test_an_annotation_that_is_allowed_ignores_what_it_says_about_its_very_object() -> None:
    other = Ref(kind="Service", namespace="shop", name="other")
    allowed = "annotations: [{namespace: sh*, code: [KP3*]}]"
    (ignored,) = held(replace(broken(), requests=(request(),)), allowed).ignored
    assert (ignored.by, ignored.reason, ignored.until) == ("Service shop/web", "not launched yet", None)
    assert held(replace(broken(), requests=(request(subject=other),)), allowed).ignored == ()


def test_no_annotation_silences_what_the_policy_finds() -> None:
    asking = replace(
        broken(), requests=(request("KP913"), request("KP913", replace(WEB, namespace="infra", name="api")))
    )
    report = held(asking, "{exposed: [], annotations: [{namespace: '*', code: '*'}]}")
    assert [f.subject.name for f in said("KP913", report)] == ["api"]
    assert len(said("KP915", report)) == 2


def test_an_object_without_a_namespace_belongs_to_no_tenant() -> None:
    node = Ref(kind="Node", name="node1")
    report = reports.report(findings=(replace(reports.finding("KP701"), subject=node),))
    report = held(replace(report, requests=(request("KP701", node),)), "annotations: [{namespace: '*', code: '*'}]")
    assert codes(report) == ["KP701", "KP915"]


def test_a_baseline_marks_what_it_has_and_what_is_new() -> None:
    known = baseline_of(broken(), "b.json")
    another = replace(
        broken(),
        exposures=(*broken().exposures, reports.reported(reports.node_port("debug", 30099))),
        findings=(*broken().findings, reports.finding("KP302", name="debug", exposures=())),
    )
    report = enforce(another, NO_POLICY, known)
    assert {f.id: f.known for f in report.findings} == {
        "KP301/Service/shop/web": True,
        "KP202/Service/shop/old": True,
        "KP302/Service/shop/debug": False,
        "KP916/Service/shop/debug/node-port/shop/debug/80/TCP": False,
    }
    assert [item.known for item in report.exposures] == [True, True, False]
    assert report.held_against == HeldAgainst(baseline="b.json")


def test_a_finding_that_is_more_severe_than_in_the_baseline_is_new_and_a_milder_one_is_known() -> None:
    known = baseline_of(held(broken(), "severities: [{code: KP301, severity: warning}]"), "b.json")
    assert {f.code: f.known for f in enforce(broken(), NO_POLICY, known).findings} == {"KP301": False, "KP202": True}
    milder = held(broken(), "severities: [{code: KP301, severity: info}]", known)
    assert all(f.known for f in milder.findings)


def test_a_baseline_of_another_cluster_is_suspected() -> None:
    elsewhere = baseline_of(reports.report(reports.reported(reports.node_port("else", 1))), "b.json")
    assert "is it a baseline of another cluster?" in enforce(broken(), NO_POLICY, elsewhere).notes[-1]
    assert enforce(broken(), NO_POLICY, baseline_of(broken(), "b.json")).notes == ()


def test_what_is_held_twice_says_the_same() -> None:
    text = "{exposed: [{namespace: shop}], severities: [{code: KP202, severity: info}]}"
    assert held(broken(), text) == held(broken(), text)
