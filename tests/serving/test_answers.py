"""What each path gives, over real sockets."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from kprobe import __version__
from kprobe.serving.answers import PATHS, reply
from kprobe.serving.clock import now
from kprobe.serving.state import Failure, State, Trouble
from tests.kit import reports, strangers
from tests.kit.exporter import NONE, ask, having, serving, value
from tests.kit.rendering import rendered
from tests.kit.web_pages import PAYLOADS, found, parsed, text_of

PROMTOOL = shutil.which("promtool")


def failing(state: State, message: str = "cannot reach the API server") -> State:
    return state.without(Failure(at=now(), trouble=Trouble.UNREADABLE, message=message), 1.0)


def test_without_a_report_only_what_needs_none_is_there() -> None:
    with serving() as (_, server, _):
        got = {path: ask(server, path) for path in PATHS}
    assert {path: answer.status for path, answer in got.items()} == {
        "/": 503,
        "/report.html": 503,
        "/report.json": 503,
        "/metrics": 200,
        "/healthz": 200,
        "/readyz": 503,
    }
    assert got["/healthz"].text == "ok\n"
    assert got["/readyz"].text == "not ready: no scan has given a report yet\n"
    assert got["/readyz"].headers["Retry-After"] == "10"
    assert "No report yet" in got["/"].text
    assert value(got["/metrics"].text, "kprobe_up") == 0
    assert value(got["/metrics"].text, "kprobe_exporter_report_age_seconds") is None


def test_with_a_report_everything_is_there() -> None:
    with serving(having()) as (_, server, _):
        got = {path: ask(server, path) for path in PATHS}
    assert {answer.status for answer in got.values()} == {200}
    assert json.loads(got["/report.json"].body) == json.loads(rendered(reports.every_verdict(), "json"))
    assert got["/report.json"].headers["Content-Type"] == "application/json"
    assert got["/"].headers["Content-Type"] == "text/html; charset=utf-8"
    assert got["/metrics"].headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert got["/readyz"].text.startswith("ready: the report is ")
    assert rendered(reports.every_verdict(), "prometheus") in got["/metrics"].text


def test_the_exporters_own_metrics() -> None:
    state = failing(having(age=100.0)).begun()
    with serving(state) as (_, server, _):
        told = ask(server, "/metrics").text
    assert value(told, "kprobe_up") == 0
    assert value(told, "kprobe_exporter_ready") == 1
    assert value(told, "kprobe_exporter_scans_total") == 2
    assert value(told, "kprobe_exporter_scan_failures_total", reason="unreadable") == 1
    assert value(told, "kprobe_exporter_scan_failures_total", reason="internal") == 0
    assert value(told, "kprobe_exporter_interval_seconds") == 60
    assert value(told, "kprobe_exporter_scan_duration_seconds") == 1
    assert value(told, "kprobe_exporter_scan_running") == 1
    assert value(told, "kprobe_exporter_report_age_limit_seconds") == pytest.approx(3 * 63.2)
    assert value(told, "kprobe_exporter_build_info", version=__version__) == 1
    age = value(told, "kprobe_exporter_report_age_seconds")
    assert age is not None
    assert 100 <= age < 200
    success = value(told, "kprobe_exporter_last_success_timestamp_seconds")
    assert success is not None
    assert success == pytest.approx(now().wall - age, abs=60)
    assert value(told, "kprobe_scan_complete", cluster="lab") is not None


@pytest.mark.skipif(PROMTOOL is None, reason="promtool is not installed: apt-get install prometheus")
@pytest.mark.parametrize(
    "state", [NONE, failing(NONE), failing(having(reports.hostile()))], ids=["nothing", "failed", "hostile names"]
)
def test_promtool_takes_the_metrics(state: State) -> None:
    assert PROMTOOL is not None
    with serving(state) as (_, server, _):
        told = ask(server, "/metrics").text
    done = subprocess.run(
        [PROMTOOL, "check", "metrics"], input=told, capture_output=True, encoding="utf-8", timeout=30, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_page_says_how_old_it_is() -> None:
    with serving(having(age=125.0)) as (_, server, _):
        page = ask(server, "/").text
    tree, errors = parsed(page)
    assert errors == []
    [banner] = [s for s in found(tree, "section") if s.get("aria-label") == "How old this report is"]
    assert text_of(banner).startswith("This report is 2 min old. It was made at ")
    assert "A scan begins every 1 min." in text_of(banner)
    assert found(banner, "p", "alert") == []


def test_the_page_says_what_went_wrong_since_and_that_it_is_too_old() -> None:
    with serving(failing(having(age=7300.0), "connection refused")) as (_, server, _):
        tree, errors = parsed(ask(server, "/report.html").text)
        ready = ask(server, "/readyz")
    assert errors == []
    old, failure = (text_of(alert) for alert in found(tree, "p", "alert")[:2])
    assert re.fullmatch(r"This report is too old to be relied on: 2 h \d min old; the limit is 3 min\.", old)
    assert failure.endswith("failed: connection refused")
    assert ready.status == 503
    assert re.match(r"not ready: the report is 12\d min \d+ s old, and the limit is 3 min 10 s\n", ready.text)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_message_of_a_stranger_becomes_markup(payload: str) -> None:
    for state in (failing(NONE, payload), failing(having(), payload)):
        with serving(state) as (_, server, _):
            page = ask(server, "/").text
        calm, errors = parsed(page)
        assert errors == []
        other, _ = parsed(page.replace(payload, "x"))
        assert [e.tag for e in calm.iter()] == [e.tag for e in other.iter()]
        assert any(" ".join(payload.split()) in text_of(alert) for alert in found(calm, "p", "alert"))


@pytest.mark.parametrize("state", [NONE, having()], ids=["no report", "a report"])
def test_the_page_and_its_header_have_the_same_policy(state: State) -> None:
    with serving(state) as (_, server, _):
        answer = ask(server, "/")
    tree, _ = parsed(answer.text)
    [inside] = [m.get("content") for m in found(tree, "meta") if m.get("http-equiv") == "Content-Security-Policy"]
    assert answer.headers["Content-Security-Policy"] == f"{inside}; frame-ancestors 'none'"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_what_is_large_comes_compressed_to_those_who_take_it() -> None:
    with serving(having()) as (_, server, _):
        for path in ("/", "/report.json"):
            plain = ask(server, path, Accept_Encoding="identity")
            assert plain.headers["Content-Encoding"] is None
            for accepted in ("gzip", "deflate, gzip;q=0.5", "GZIP; q=1.0, br"):
                packed = ask(server, path, Accept_Encoding=accepted)
                assert packed.headers["Content-Encoding"] == "gzip"
                assert gzip.decompress(packed.body) == plain.body
            for refused in ("gzip;q=0", "gzipped", "*", ""):
                assert ask(server, path, Accept_Encoding=refused).body == plain.body
        packed = ask(server, "/metrics", Accept_Encoding="gzip")
        assert value(gzip.decompress(packed.body).decode(), "kprobe_up") == 1
        assert ask(server, "/healthz", Accept_Encoding="gzip").text == "ok\n"


def test_a_report_is_rendered_once() -> None:
    state = having()
    assert state.kept is not None
    made = state.kept.documents
    assert made.json() is made.json()
    assert made.metrics() is made.metrics()
    assert made.page("<p>a</p>") is made.page("<p>a</p>")
    assert made.page("<p>b</p>").pieces[0] is made.page("<p>c</p>").pieces[0]
    assert made.page("<p>b</p>").pieces[1] == b"<p>b</p>"


@given(strangers.TEXTS)
@settings(deadline=None, max_examples=30)
def test_no_path_but_the_six_is_found(path: str) -> None:
    if path not in PATHS:
        answer = reply(path, replace(NONE), now())
        assert answer.status == 404
        assert answer.body.pieces == (b"Not Found\n",)
