from __future__ import annotations

import pytest

from tests.kit import reports
from tests.kit.rendering import bare, rendered

COLUMNS = ["WAY IN", "ADDRESS", "PORT", "NODE", "PREDICTED", "SEEN", "TRIES", "MS", "HTTP"]


def header(text: str) -> str:
    return next(line for line in text.splitlines() if "WAY IN" in line)


@pytest.mark.parametrize("width", [0, 80, 120, 200], ids=lambda n: f"{n} columns" if n else "a pipe")
def test_the_columns_are_the_same_plain_and_in_colour_and_in_any_number(width: int) -> None:
    few, many = reports.every_verdict(), reports.crowd(300)
    plain, colour = rendered(few, "wide", width=width), rendered(few, "wide", width=width, color=True)
    assert bare(colour) == plain
    assert "\x1b[" in colour
    long = rendered(many, "wide", width=width, color=True)
    assert "\x1b[" not in long  # beyond some 200 rows the plain formatter
    for text in (plain, long):
        positions = [header(text).index(title) for title in COLUMNS]
        assert positions == sorted(positions)


def test_there_is_a_row_for_every_entry() -> None:
    shown = rendered(reports.crowd(300), "wide")
    assert shown.count(" 198.51.100.1") == 900


def test_a_row_has_address_port_node_tries_and_milliseconds() -> None:
    row = next(line for line in rendered(reports.every_verdict(), "wide").splitlines() if "NodePort api" in line)
    assert " ".join(row.split()) == "~ degraded NodePort api 198.51.100.11 30081 node1 open open 1/1 0.4 -"


def test_a_row_of_an_ingress_has_the_status_and_what_was_asked_for() -> None:
    row = next(line for line in rendered(reports.healthy(), "wide").splitlines() if "203.0.113.7" in line)
    assert row.split()[-2:] == ["200", "https://shop.example.com/"]


def test_a_silent_entry_says_why() -> None:
    rows = [line for line in rendered(reports.every_verdict(), "wide").splitlines() if "NodePort api" in line]
    assert rows[2].endswith("no answer within 2 s")


def test_an_exposure_without_an_entry_has_a_row_all_the_same() -> None:
    row = next(line for line in rendered(reports.every_verdict(), "wide").splitlines() if "LoadBalancer mq" in line)
    assert "not probed" in row
    assert row.endswith("the load balancer has no address yet")


def test_nothing_is_folded() -> None:
    shown = rendered(reports.every_verdict(), "wide", width=200)
    assert "in the static band" in shown
    assert "more" not in shown


def test_names_of_strangers_come_out_literally() -> None:
    assert f"NodePort {reports.HOSTILE}" in bare(rendered(reports.hostile(), "wide", color=True, width=80))


def test_a_time_too_short_to_tell_is_not_shown_as_nothing() -> None:
    edge = reports.host_port("edge", 8080)
    seen = (reports.observation(edge.entries[0], seconds=0.00002),)
    assert " <0.1 " in rendered(reports.report(reports.reported(edge, seen=seen)), "wide")
