from __future__ import annotations

import re
from xml.etree.ElementTree import Element

import pytest
from msgspec.structs import replace

from kprobe.model.diagnosis import Verdict
from kprobe.model.finding import Severity
from kprobe.model.report import Report, Vantage, VantageKind
from tests.kit import reports, targets
from tests.kit.rendering import rendered
from tests.kit.web_pages import FINDING, crowd, drawn_out, found, page, parsed, text_of, unexposed

REPORTS = {
    "a healthy cluster": reports.healthy(),
    "every verdict": drawn_out(),
    "hostile names": reports.hostile(),
    "three hundred exposures": reports.crowd(broken=7),
    "nothing exposed": reports.report(),
    "one target": targets.broken(),
    "one target that nothing exposes": unexposed(),
}


def rows(tree: Element) -> list[list[str]]:
    return [[text_of(cell) for cell in row] for row in found(tree, "tr", "row")]


@pytest.mark.parametrize("scripting", [False, True])
@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS.keys())
def test_it_is_html_without_an_error(report: Report, *, scripting: bool) -> None:
    _, errors = parsed(rendered(report, "html"), scripting=scripting)
    assert errors == []


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS.keys())
def test_ids_are_unique_and_every_link_inside_leads_somewhere(report: Report) -> None:
    tree = page(report)
    ids = [e.get("id") for e in tree.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    inside = {href[1:] for a in tree.iter("a") if (href := a.get("href", "")).startswith("#")}
    assert inside <= set(ids) | ({"findings", "ways", "unknowns"} & inside if not report.exposures else set())


def test_the_headline_says_what_was_looked_at_from_where_when_and_how_long() -> None:
    head = text_of(found(page(drawn_out()), "section", "head")[0])
    for said in (
        "lab",
        "v1.37.2",
        "kube-proxy iptables",
        "from outside (198.51.100.100)",
        "2026-11-23 12:00 UTC",
        "3.2 s",
    ):
        assert said in head


def test_a_row_has_what_the_table_for_people_has_the_worst_first() -> None:
    shown = rows(page(drawn_out()))
    assert shown[0] == [
        "unreachable", "NodePort", "shop", "web", ":30080 on 3 nodes", "closed", "closed",
        "selector app=wbe of Service shop/web matches no pod", "private",
    ]  # fmt: skip
    verdicts = [row[0] for row in shown]
    assert len(verdicts) == 12
    assert verdicts == sorted(
        verdicts, key=("unreachable", "degraded", "unexpected", "unknown", "not probed", "reachable").index
    )


def test_a_route_is_drawn_link_by_link_with_states_in_words() -> None:
    first = found(page(drawn_out()), "ol", "route")[0]
    assert [text_of(step.find("b") or step[0]) for step in first] == [
        "you", "no way through", "ok", "ok", "broken here", "broken as well", "not checked",
    ]  # fmt: skip
    assert [text_of(h) for h in first.iter("h4")] == [
        "client", "entry", "node", "service proxy", "endpoints", "pod", "process",
    ]  # fmt: skip
    assert ["cut" in step.get("class", "").split() for step in first] == [False] * 5 + [True, True]


def test_findings_and_ways_in_link_to_each_other() -> None:
    tree = page(drawn_out())
    finding = found(tree, "li", "finding")[0]
    [way] = [b for b in tree.iter("tbody") if finding.get("id", "") in b.get("data-findings", "").split()]
    assert f"#{way.get('id')}" in [a.get("href") for a in finding.iter("a")]
    assert f"#{finding.get('id')}" in [a.get("href") for a in way.iter("a")]


def test_other_ways_in_to_the_same_workload_are_linked_those_that_work_first() -> None:
    web, twin, dead = (reports.node_port(name, 30080) for name in ("web", "twin", "dead"))
    same = tuple(replace(exposure, workload=web.workload) for exposure in (twin, dead))
    tree = page(
        reports.report(
            reports.reported(web),
            reports.reported(same[1], Verdict.UNREACHABLE, cause="gone"),
            reports.reported(same[0]),
            reports.reported(reports.node_port("other", 30081)),
        )
    )
    way = next(b for b in tree.iter("tbody") if "web" in [text_of(cell) for cell in found(b, "td", "a")])
    [links] = found(way, "ul", "links")
    assert [text_of(link) for link in links] == ["reachable NodePort twin shop", "unreachable NodePort dead shop"]


def test_anchors_are_the_same_in_every_report_of_the_same_thing() -> None:
    every, alone = page(drawn_out()), page(reports.report(drawn_out().exposures[0], findings=(FINDING,)))
    anchors = [e.get("id") for e in alone.iter("tbody")] + [e.get("id") for e in found(alone, "li", "finding")]
    assert set(anchors) <= {e.get("id") for e in every.iter()}


def test_severities_are_counted_and_findings_stand_the_worst_first() -> None:
    tree = page(drawn_out())
    severities = [f.get("data-severity") for f in found(tree, "li", "finding")]
    assert severities == [Severity.ERROR.value, Severity.WARNING.value, Severity.INFO.value]
    assert "1 error 1 warning 1 info" in text_of(found(tree, "section", "findings")[0])


def test_gaps_and_what_was_not_probed_are_said_with_their_reasons() -> None:
    said = text_of(found(page(drawn_out()), "section", "unknowns")[0])
    assert "Not known: events (forbidden): scheduling failures are not explained" in said
    assert "loopback addresses are knocked on only with --allow-address" in said


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (
            replace(reports.healthy(), vantage=Vantage(kind=VantageKind.POD, addresses=("10.0.0.1",))),
            "this proves nothing about outside",
        ),
        (replace(reports.healthy(), interrupted="interrupted by Ctrl-C"), "Ended early: interrupted by Ctrl-C."),
    ],
)
def test_what_casts_doubt_on_everything_stands_at_the_top(report: Report, said: str) -> None:
    assert said in text_of(found(page(report), "p", "alert")[0])
    assert found(page(reports.healthy()), "p", "alert") == []


def test_a_healthy_cluster_is_said_to_be_so_and_an_unprobed_one_is_not() -> None:
    assert "All 4 ways in are reachable from here." in text_of(page(reports.healthy()))
    quiet = text_of(page(replace(reports.healthy(), probed=False)))
    assert "4 ways in; nothing was knocked on." in quiet
    assert "reachable from here" not in quiet


def test_for_one_target_the_answer_stands_first_and_its_route_is_open() -> None:
    tree = page(targets.broken())
    assert text_of(found(tree, "h1")[0]) == "svc/shop/web"
    [answer] = found(tree, "div", "answer")
    assert text_of(answer).startswith("unreachable certain svc/shop/web is not reachable from outside, because")
    [details] = [d for d in found(tree, "details") if "Route" in text_of(d)]
    assert details.get("open") is not None
    assert "kubectl -n shop patch service web" in text_of(details)


def test_where_nothing_leads_there_it_says_what_would_with_what_can_be_done_first() -> None:
    tree = page(unexposed())
    assert text_of(found(tree, "div", "answer")[0]).startswith("no way in certain svc/shop/web is not exposed")
    offers = [text_of(offer) for offer in found(tree, "div", "offer")]
    assert offers == [
        "can NodePort: 30086 is free kubectl -n shop patch service web x",
        "cannot LoadBalancer: nothing here gives load balancers an address",
    ]


def test_the_page_loads_nothing_and_allows_no_script_and_no_style_but_its_own() -> None:
    tree = page(drawn_out(), scripting=True)
    for element in tree.iter():
        assert not any(name.startswith("on") or name in {"style", "src", "action"} for name in element.attrib)
        assert element.tag not in {"img", "link", "iframe", "object", "embed", "form", "base"}
    [csp] = [m.get("content", "") for m in tree.iter("meta") if m.get("http-equiv") == "Content-Security-Policy"]
    assert csp.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in csp
    assert re.findall(r"https?:", csp) == []
    outside = {a.get("href", "").rpartition("/")[0] for a in page(drawn_out()).iter("a") if ":" in a.get("href", "")}
    assert outside == {"https://github.com/kprobe/kprobe/blob/main/docs/checks"}


def test_a_stream_that_takes_no_unicode_gets_the_same_page_in_references() -> None:
    report = replace(reports.hostile(), notes=("日本語 😀 ✓",))
    text = rendered(report, "html", unicode=False)
    assert text.isascii()
    assert text_of(parsed(text)[0]) == text_of(page(report))


def test_a_page_of_very_many_leaves_out_the_healthiest_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kprobe.render.web.catalogue.WAYS", 10)
    tree = page(crowd(30), scripting=False)
    shown = [row[0] for row in rows(tree)]
    assert shown == ["unreachable"] * 10
    [left] = found(tree, "p", "left")
    assert "10 of 30 ways in, the worst first. Left out: 10 degraded, 10 reachable." in text_of(left)


def test_what_is_there_to_be_pasted_is_kept_as_it_is() -> None:
    fix = ("Give it a port:", "apiVersion: v1", "  kind: Service", "Then look again.")
    tree = page(reports.report(reports.reported(reports.node_port("web", 30080)), findings=(reports.finding(fix=fix),)))
    [block] = [c for f in found(tree, "li", "finding") for c in found(f, "pre", "code")]
    assert block.text == "apiVersion: v1\n  kind: Service"
