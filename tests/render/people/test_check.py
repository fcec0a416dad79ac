from __future__ import annotations

import re

from kprobe.model.report import Report
from tests.kit import yaml_shop as y
from tests.kit.checking import FILE, checked, line
from tests.kit.objects import cluster, controller_pod, ingress_class, service
from tests.kit.rendering import bare, rendered

FAULTY = y.service(app="wbe", node_port=30080) + y.workload(host=9090) + y.ingress(to="gone")
LIVE = cluster(controller_pod(), ingress_class(), service("old"))


def lines(report: Report, slug: str = "table", width: int = 0) -> list[str]:
    return bare(rendered(report, slug, width=width, color=bool(width))).splitlines()


def test_each_finding_begins_with_its_file_and_line() -> None:
    shown = [text for text in lines(checked(FAULTY, LIVE)) if text.startswith(FILE)]
    assert all(re.match(r"shop\.yaml:\d+: (error|warning|info) KP\d{3} [A-Z]\w+ shop/\w+: .", text) for text in shown)
    assert f"{FILE}:{line(FAULTY, 'selector:')}: error KP301 Service shop/web: selector app=wbe" in shown[0]


def test_findings_are_in_the_order_of_the_file() -> None:
    numbers = [int(text.split(":")[1]) for text in lines(checked(FAULTY, LIVE)) if text.startswith(FILE)]
    assert numbers == sorted(numbers)
    assert len(numbers) >= 3


def test_how_to_mend_it_stands_below() -> None:
    assert any(text.startswith("    fix: ") for text in lines(checked(FAULTY, LIVE)))


def test_the_wide_form_has_the_evidence_and_every_way_in() -> None:
    wide = lines(checked(FAULTY, LIVE), "wide")
    assert any(text.startswith("    - closest: ") for text in wide)
    assert "Opens:" in wide


def test_on_a_screen_information_is_a_count() -> None:
    report = checked(y.service() + y.workload(replicas=0), cluster())
    assert [f.code for f in report.findings] == ["KP306"]
    assert not any("KP306" in text for text in lines(report, width=100))
    assert any("1 more for information: -o wide" in text for text in lines(report, width=100))
    assert any("KP306" in text for text in lines(report))


def test_what_was_checked_against_what_is_the_last_word() -> None:
    text = y.SHOP + "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n"
    shown = lines(checked(text))
    assert shown[-1] == (
        "3 objects in 1 file, against no cluster; nothing found; 1 object of other kinds passed over (ConfigMap 1)"
    )
    assert any(part.startswith("Not known: the cluster (no cluster was asked)") for part in shown)


def test_what_would_be_opened_is_said() -> None:
    shown = lines(checked(y.SHOP, LIVE))
    assert any(
        "Opens Ingress shop/front" in text and "NodePort shop/web of a number that is still" in text for text in shown
    )


def test_what_no_file_says_has_no_line() -> None:
    report = checked(y.workload(app="new"), LIVE)
    assert all(text.split(":")[0] in {FILE, "-"} for text in lines(report) if re.search(r" KP\d{3} ", text))


def test_a_line_for_the_next_step_explains_the_worst() -> None:
    assert lines(checked(FAULTY, LIVE))[-1].startswith("Next: kprobe checks KP")
