from __future__ import annotations

import pytest
from msgspec.structs import replace
from rich.cells import cell_len

from kprobe.model.diagnosis import Verdict
from kprobe.model.finding import Confidence, Finding, Severity
from kprobe.model.probe import HttpFacts, Stage
from kprobe.model.report import Report
from kprobe.model.text import sanitised
from kprobe.model.why import Advice
from tests.kit import reports, targets
from tests.kit.rendering import bare, rendered

WIDTHS = [pytest.param(0, id="a pipe"), *(pytest.param(n, id=f"{n} columns") for n in (40, 80, 200))]


def page(report: Report, *, width: int = 80, slug: str = "table", unicode: bool = True, color: bool = False) -> str:
    return rendered(report, slug, width=width, unicode=unicode, color=color, command="kprobe why svc/shop/web")


def test_the_first_line_is_the_answer_with_its_certainty() -> None:
    first = page(targets.broken(), width=200).splitlines()[0]
    assert first == (
        "svc/shop/web is not reachable from outside, because selector app=wbe of Service shop/web matches no pod."
        "  certain"
    )


GUILTY = Finding(
    code="KP301",
    name="service-selects-nothing",
    severity=Severity.ERROR,
    confidence=Confidence.CERTAIN,
    subject=targets.SERVICE,
    message=targets.CAUSE,
)


def test_the_finding_that_the_answer_rests_on_stands_beside_its_certainty() -> None:
    item = targets.refused()
    assert item.diagnosis is not None
    pointed = replace(item, diagnosis=replace(item.diagnosis, finding=GUILTY.id))
    report = replace(targets.asked(pointed), findings=(GUILTY,))
    assert page(report, width=200).splitlines()[0].endswith("  certain (KP301)")


def test_what_is_wrong_with_an_object_that_nothing_exposes_is_said_too() -> None:
    report = targets.asked(answer="svc/shop/web is not exposed: it is headless.", verdict=None)
    assert "KP301" in page(replace(report, findings=(GUILTY,)))
    elsewhere = replace(GUILTY, subject=replace(targets.SERVICE, name="other"))
    assert "KP301" not in page(replace(report, findings=(elsewhere,)))


def test_the_whole_page_of_one_fault_fits_a_screen_of_80_by_24() -> None:
    shown = page(targets.broken()).splitlines()
    assert len(shown) <= 24
    assert all(cell_len(line) <= 80 or "kubectl" in line or "kprobe" in line for line in shown)


def test_what_mends_it_is_one_line_to_be_pasted() -> None:
    [fix] = [line for line in page(targets.broken(), width=40).splitlines() if line.startswith("Fix ")]
    assert fix == 'Fix     kubectl -n shop patch service web -p \'{"spec":{"selector":{"app":"web"}}}\''


def test_the_next_command_waits_for_it_where_it_is_broken_and_tells_more_where_it_is_not() -> None:
    assert page(targets.broken()).splitlines()[-1].startswith("Next: kprobe why svc/shop/web --watch")
    assert page(targets.healthy()).splitlines()[-1].startswith("Next: kprobe why svc/shop/web -o wide")


def test_another_way_that_works_is_offered() -> None:
    shown = page(targets.asked(targets.refused(), others=(targets.open_everywhere("api", 30081),)))
    assert "Works   the same workload answers at 198.51.100.11:30081, 2 more addresses" in shown


def test_nothing_is_offered_that_was_not_seen_to_work() -> None:
    dark = replace(targets.open_everywhere("api", 30081), verdict=Verdict.UNKNOWN)
    assert "Works" not in page(targets.asked(targets.refused(), others=(dark,)))
    assert "Works" not in page(targets.healthy())


def test_of_several_ways_in_the_broken_one_has_a_tree_and_the_healthy_one_a_line() -> None:
    report = targets.asked(targets.refused(), targets.open_everywhere("api", 30081))
    shown = page(report)
    assert shown.count("client 198.51.100.100") == 1
    assert "✓ NodePort api  :30081 on 3 nodes  reachable" in shown
    assert shown.index("NodePort web") < shown.index("NodePort api")


def test_wide_shows_every_entry_by_itself() -> None:
    shown = page(targets.broken(), slug="wide")
    assert shown.count("broken here") == 3
    assert "the same" not in shown


def test_what_does_not_expose_it_yet_is_a_section_a_way_in() -> None:
    report = targets.asked(answer="svc/shop/web is not exposed: its type is ClusterIP.", verdict=None)
    assert report.why is not None
    advice = (
        Advice(kind="load-balancer", possible=False, reason="nothing here gives load balancers an address"),
        Advice(kind="node-port", possible=True, reason="30086 is free", how=("kubectl -n shop patch service web x",)),
        Advice(
            kind="ingress",
            possible=None,
            reason="IngressClasses could not be read",
            how=("kubectl apply -f - <<'EOF'", 'kind: "Ingress"', "EOF"),
        ),
    )
    shown = page(replace(report, why=replace(report.why, advice=advice))).splitlines()
    assert shown[0] == "svc/shop/web is not exposed: its type is ClusterIP.  certain"
    order = [next(i for i, line in enumerate(shown) if text in line) for text in ("✓ NodePort", "? Ingress", "✗ Load")]
    assert order == sorted(order)
    assert "     kubectl -n shop patch service web x" in shown
    assert "EOF" in shown  # where a shell finds it
    assert any("LoadBalancer: cannot" in line for line in shown)


def test_what_was_seen_at_the_very_place_is_said() -> None:
    entry = reports.ingress("front", "shop.example.com", "/").entries[0]
    report = targets.asked(answer="nothing claims it", target="https://shop.example.com/")
    assert report.why is not None
    saw = reports.observation(entry, stage=Stage.RESPONSE, http=HttpFacts(status=404, server="edge"))
    shown = page(replace(report, why=replace(report.why, observation=saw)))
    assert "Seen    answers 404, in 0.4 ms" in shown
    assert "server edge" in shown


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("slug", ["table", "wide"])
def test_colour_adds_no_text(width: int, slug: str) -> None:
    for report in (targets.broken(), targets.healthy()):
        assert bare(page(report, slug=slug, width=width, color=True)) == page(report, slug=slug, width=width)


def test_a_pipe_gets_no_colours_and_no_branches() -> None:
    shown = page(targets.broken(), width=0)
    assert not set("\x1b│├└─|`") & set(shown)
    assert "✗ endpoints" in shown


def test_a_terminal_without_unicode_gets_ascii() -> None:
    shown = page(targets.broken(), unicode=False)
    assert shown.isascii()
    assert "|- X endpoints" in shown


@pytest.mark.parametrize("width", WIDTHS)
def test_names_are_never_cut(width: int) -> None:
    name = "a" * 60
    assert f"NodePort {name}" in page(targets.asked(targets.open_everywhere(name)), width=width)


def test_what_strangers_wrote_goes_out_literally() -> None:
    report = targets.asked(answer="\x1b[31m[bold]x[/] is \u202ebroken")
    shown = page(sanitised(report), color=False)
    assert "\x1b" not in shown
    assert "[bold]x[/]" in shown


def test_gaps_are_said() -> None:
    shown = page(replace(targets.broken(), gaps=(reports.GAP,)))
    assert "Not known: events (forbidden)" in shown


def test_beyond_a_screenful_ways_in_are_counted_and_in_a_pipe_they_are_not() -> None:
    many = targets.asked(targets.refused(), *(targets.open_everywhere(f"x{i}", 30100 + i) for i in range(20)))
    shown = page(many)
    assert shown.count("✓ NodePort") == 10
    assert "… 10 reachable more: kprobe why svc/shop/web -o wide" in shown
    assert page(many, width=0).count("✓ NodePort") == 20
