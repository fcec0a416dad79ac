from __future__ import annotations

import pytest
from msgspec.structs import replace
from rich.cells import cell_len

from kprobe.model.diagnosis import Verdict
from kprobe.model.finding import Severity
from kprobe.model.report import Report, Vantage, VantageKind
from kprobe.model.text import sanitised
from kprobe.policy.baseline import baseline_of
from tests.kit import reports
from tests.kit.policies import broken, held
from tests.kit.rendering import bare, rendered

WIDTHS = [pytest.param(0, id="a pipe"), *(pytest.param(n, id=f"{n} columns") for n in (40, 80, 120, 200))]


def lines(report: Report, *, width: int = 120) -> list[str]:
    return rendered(report, "table", width=width).splitlines()


def test_the_headline_says_what_was_looked_at_and_from_where() -> None:
    assert lines(reports.healthy())[0] == (
        "lab · v1.37.2 · 3 nodes, kube-proxy iptables · from outside (198.51.100.100) · 4 ways in, 7 entries, 3.2 s"
    )


def test_a_row_has_its_mark_what_was_predicted_what_was_seen_and_why() -> None:
    [row] = [line for line in lines(reports.every_verdict(), width=200) if "NodePort web" in line]
    assert row.split(maxsplit=9)[:4] == ["✗", "unreachable", "NodePort", "web"]
    assert row.endswith("closed       closed       selector app=wbe matches no pod")


def test_the_worst_comes_first_and_so_does_the_namespace_in_trouble() -> None:
    calm = reports.reported(reports.host_port("a", 80, namespace="aaa"))
    bad = reports.reported(reports.node_port("web", 30080, namespace="zzz"), Verdict.UNREACHABLE, cause="broken")
    fine = reports.reported(reports.node_port("api", 30081, namespace="zzz"))
    shown = lines(reports.report(calm, fine, bad))
    order = [shown.index(next(line for line in shown if text in line)) for text in ("zzz", "web", "api", "aaa")]
    assert order == sorted(order)


@pytest.mark.parametrize("width", WIDTHS)
def test_every_row_has_a_word_for_its_verdict_or_what_was_seen(width: int) -> None:
    shown = rendered(reports.every_verdict(), "table", width=width)
    for word in ("unreachable", "degraded", "unexpected", "unknown", "not probed"):
        assert word in shown


@pytest.mark.parametrize("width", [80, 120, 200])
def test_lines_fit_the_screen_but_for_names_and_commands(width: int) -> None:
    for line in lines(reports.every_verdict(), width=width):
        assert cell_len(line) <= width or "https://" in line or "kubectl" in line


@pytest.mark.parametrize("width", WIDTHS)
def test_names_are_never_cut(width: int) -> None:
    first, second = ("a" * 50 + tail for tail in ("-blue", "-green"))
    shown = rendered(
        reports.report(*(reports.reported(reports.node_port(name, 30080)) for name in (first, second))),
        "table",
        width=width,
    )
    assert f"NodePort {first}" in shown
    assert f"NodePort {second}" in shown


@pytest.mark.parametrize("width", WIDTHS)
def test_colour_adds_no_text(width: int) -> None:
    report = reports.every_verdict()
    assert bare(rendered(report, "table", color=True, width=width)) == rendered(report, "table", width=width)


def test_a_terminal_without_unicode_gets_ascii() -> None:
    assert rendered(reports.every_verdict(), "table", width=80, unicode=False).isascii()


def test_a_pipe_gets_no_colours_and_no_boxes() -> None:
    shown = rendered(reports.every_verdict(), "table")
    assert not set("\x1b│─┌└├|") & set(shown)


@pytest.mark.parametrize("color", [True, False], ids=["colour", "plain"])
@pytest.mark.parametrize("width", WIDTHS)
def test_what_strangers_wrote_comes_out_literally(width: int, *, color: bool) -> None:
    shown = bare(rendered(reports.hostile(), "table", color=color, width=width))
    assert f"NodePort {reports.HOSTILE}" in shown
    assert f"fix: {reports.HOSTILE}" in " ".join(shown.split())  # wrapped at spaces, and nothing else


def test_no_escape_of_a_stranger_reaches_the_terminal() -> None:
    evil = reports.node_port("x\x1b]0;owned\x07\x1b[2J\u202e\nroot", 30080)
    shown = rendered(sanitised(reports.report(reports.reported(evil))), "table", color=False, width=80)
    assert not any(c < " " and c != "\n" for c in shown)
    assert "\u202e" not in shown
    assert "\\x1b[2J" in shown


def test_up_to_a_screenful_every_healthy_row_is_shown() -> None:
    assert "more that are reachable" not in rendered(reports.crowd(20), "table", width=120)


def test_beyond_a_screenful_healthy_rows_are_folded_into_a_count() -> None:
    shown = rendered(reports.crowd(300), "table", width=120)
    assert "280 more that are reachable: kprobe scan -o wide" in shown
    assert shown.count("NodePort web-") == 20


def test_rows_with_trouble_are_never_folded() -> None:
    shown = rendered(reports.crowd(300, broken=250), "table", width=120)
    assert shown.count("no endpoint is ready") == 250
    assert "50 more that are reachable" in shown


def test_a_pipe_gets_every_row_on_a_line_of_its_own() -> None:
    shown = rendered(reports.crowd(300), "table")
    assert shown.count("NodePort web-") == 300
    assert "more that are reachable" not in shown


def test_findings_stand_under_the_table_with_their_fix() -> None:
    shown = lines(reports.every_verdict(), width=200)
    start = shown.index("1 error, 1 warning, 1 for information")
    assert shown[start + 1] == (
        " error    KP301  Service shop/web  selector app=wbe matches 0 of 12 pods; Deployment web has app=web; "
        "breaks 1 way in"
    )
    assert shown[start + 2] == "    fix: kubectl -n shop edit service web"


def test_advice_is_wrapped_and_a_command_is_not() -> None:
    advice, command = "Make the selector equal to the labels " * 4, "kubectl -n shop patch service web " * 4
    shown = lines(reports.report(findings=(reports.finding(fix=(advice.strip(), command.strip())),)), width=80)
    assert f"    fix: {command.strip()}" in shown
    assert all(len(line) <= 80 for line in shown if "kubectl" not in line)


def test_information_is_folded_beside_errors_and_shown_where_there_is_nothing_else() -> None:
    information = reports.finding("KP204", Severity.INFO, message="in the static band")
    beside = rendered(reports.report(findings=(reports.finding(), information)), "table", width=120)
    assert "in the static band" not in beside
    assert "1 more for information: kprobe scan -o wide" in beside
    assert "in the static band" in rendered(reports.report(findings=(information,)), "table", width=120)


def test_gaps_say_what_is_not_known() -> None:
    assert "Not known: events (forbidden): scheduling failures are not explained" in lines(reports.every_verdict())


def test_what_was_not_probed_is_counted_with_its_reason() -> None:
    shown = rendered(reports.every_verdict(), "table")
    assert "Not probed: 3 entries: loopback addresses are knocked on only with --allow-address" in shown


def test_a_healthy_cluster_has_none_of_that() -> None:
    shown = rendered(reports.healthy(), "table", width=120)
    for word in ("Not known", "Not probed", "proves nothing", "Ended early", "error "):
        assert word not in shown


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (VantageKind.NODE, "from a node (10.0.0.1): this proves nothing about outside"),
        (VantageKind.POD, "from a pod (10.0.0.1): this proves nothing about outside"),
        (VantageKind.UNKNOWN, "from a place not known (10.0.0.1): this proves nothing about outside"),
    ],
    ids=str,
)
def test_a_vantage_inside_the_cluster_is_warned_about(kind: VantageKind, words: str) -> None:
    inside = replace(reports.healthy(), vantage=Vantage(kind=kind, addresses=("10.0.0.1",)))
    assert words in rendered(inside, "table")


def test_without_probing_nothing_is_claimed_about_it() -> None:
    silent = reports.reported(reports.node_port("web", 30080), Verdict.NOT_PROBED, seen=(None, None, None))
    shown = rendered(replace(reports.report(silent), probed=False), "table", command="kprobe scan --no-probe -n shop")
    assert " · not probed · " in shown.splitlines()[0]
    assert "probing was switched off" in shown
    assert "from outside" not in shown
    assert shown.splitlines()[-1].startswith("Next: kprobe scan -n shop ")


def test_an_interrupted_run_says_so() -> None:
    shown = rendered(replace(reports.healthy(), interrupted="interrupted by Ctrl-C"), "table")
    assert "Ended early: interrupted by Ctrl-C." in shown


def test_one_line_sums_up_with_marks_and_words() -> None:
    assert lines(reports.every_verdict())[-3] == (
        "10 ways in:  ✗ 1 unreachable  ~ 1 degraded  ! 1 unexpected  ? 1 unknown  · 2 not probed  ✓ 4 reachable"
    )
    assert lines(reports.healthy())[-2] == "4 ways in:  ✓ 4 reachable  no errors, no warnings"


def test_the_last_lines_are_the_next_commands_the_worst_target_first() -> None:
    shown = rendered(reports.every_verdict(), "table", command="kprobe scan -n shop")
    assert shown.splitlines()[-2].startswith("Next: kprobe why svc/shop/web ")
    assert shown.splitlines()[-1].startswith("      kprobe scan -n shop -o wide ")


def test_commands_that_were_given_are_suggested_instead() -> None:
    shown = rendered(reports.healthy(), "table", following=("kprobe demo -o wide", "kprobe scan"))
    assert shown.splitlines()[-2:] == ["Next: kprobe demo -o wide", "      kprobe scan"]


def test_a_cluster_that_exposes_nothing_says_so() -> None:
    assert "No way in from outside was found." in lines(reports.report())
    assert "No way in from outside was found in what could be read." in lines(reports.report(gaps=(reports.GAP,)))


ACCEPTING = "ignores: [{code: KP301, reason: in spring, until: 2099-01-01}]"


def test_what_is_ignored_is_a_count_on_a_screen_and_a_row_with_its_reason_elsewhere() -> None:
    report = held(broken(), ACCEPTING)
    assert " … 1 finding ignored: kprobe scan -o wide" in rendered(report, "table", width=100)
    assert "ignored until 2099-01-01 by kprobe.yaml: in spring" in rendered(report, "table")
    assert "Policy kprobe.yaml: 1 finding ignored." in rendered(report, "table", width=100)


def test_what_the_baseline_has_is_a_count_on_a_screen_and_marked_elsewhere() -> None:
    known = baseline_of(broken(), "b.json")
    more = replace(broken(), findings=(*broken().findings, reports.finding("KP302", name="new", message="it is new")))
    shown = rendered(held(more, "", known), "table", width=100)
    assert "2 errors, 1 warning, of which the baseline has 2" in shown
    assert "it is new" in shown
    assert " … 2 more that the baseline has: kprobe scan -o wide" in shown
    assert "; known" in rendered(held(more, "", known), "table")
    assert "Baseline b.json: new are 1 finding and 0 ways in; known are 2 findings and 2 ways in." in shown


def test_what_the_policy_forbids_breaks_nothing() -> None:
    text = rendered(held(broken(), "exposed: []"), "table")
    assert "and not among the ways in that kprobe.yaml expects\n" in text
