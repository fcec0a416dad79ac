from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kprobe.errors import ExitCode, KprobeError
from kprobe.model.report import Narrowed, Report, Shard, Vantage, VantageKind
from kprobe.model.snapshot import Resource
from kprobe.policy.baseline import baseline_of
from kprobe.render.contract.restore import restore
from tests.kit import reports
from tests.kit.objects import gap
from tests.kit.policies import broken, held
from tests.kit.rendering import rendered, renderers

HERE = Vantage(kind=VantageKind.OUTSIDE, addresses=("192.0.2.10",))
REPORTS = {
    "a healthy cluster": reports.healthy(),
    "every verdict": reports.every_verdict(),
    "hostile names": reports.hostile(),
    "three hundred exposures": reports.crowd(broken=7),
    "nothing exposed": reports.report(),
    "a shard": replace(reports.healthy(), shard=Shard(index=1, of=4)),
    "several vantages": replace(reports.healthy(), vantages=(HERE,)),
    "a part of the cluster": replace(reports.healthy(), narrowed=Narrowed(namespaces=("shop",), selector="a=b")),
    "held against policy and baseline": held(
        broken(),
        "{exposed: [], ignores: [{code: KP301, reason: in spring, until: 2099-01-01}]}",
        baseline_of(reports.healthy(), "b.json"),
    ),
    "unread pods": reports.report(gaps=(gap(Resource.PODS, read_in=("shop",)),)),
}


def there_and_back(report: Report) -> Report:
    return restore(rendered(report, "json").encode(), "report.json")


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS.keys())
def test_a_report_that_was_read_back_is_written_as_it_was(report: Report) -> None:
    assert rendered(there_and_back(report), "json") == rendered(report, "json")


@pytest.mark.parametrize("slug", sorted(renderers()))
@pytest.mark.parametrize("name", ["every verdict", "hostile names"])
def test_every_format_shows_what_was_read_back_as_it_showed_it(name: str, slug: str) -> None:
    assert rendered(there_and_back(REPORTS[name]), slug) == rendered(REPORTS[name], slug)


def test_a_report_of_before_a_field_was_added_is_read() -> None:
    old = json.loads(rendered(reports.healthy(), "json"))
    for exposure in old["exposures"]:
        for name in ("port", "protocol", "labels", "left_out", "controller", "ingress_class", "tls", "host", "path"):
            del exposure[name]
    assert restore(json.dumps(old).encode(), "old.json").exposures[0].exposure.port == 30080


def test_what_is_ignored_is_read_back_as_that() -> None:
    report = REPORTS["held against policy and baseline"]
    read = there_and_back(report)
    assert (read.ignored, read.findings, read.held_against) == (report.ignored, report.findings, report.held_against)
    assert [item.known for item in read.exposures] == [item.known for item in report.exposures]
    assert [item.expected for item in read.exposures] == [item.expected for item in report.exposures]


def test_which_objects_a_gap_is_of_is_told_by_its_first_word_in_reports_of_before_it_was_said() -> None:
    old = json.loads(rendered(REPORTS["unread pods"], "json"))
    for one in old["gaps"]:
        del one["resource"]
    assert restore(json.dumps(old).encode(), "old.json").gaps[0].resource is Resource.PODS


def test_a_field_of_a_later_version_is_passed_over() -> None:
    later = json.loads(rendered(reports.healthy(), "json")) | {"weather": "fine"}
    assert restore(json.dumps(later).encode(), "later.json").cluster.nodes == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "no report"),
        (b"{}", "no report of kprobe"),
        (b'{"schema": "kprobe/v9"}', "another version (kprobe/v9)"),
        (b'{"schema": "kprobe/v1"}', "missing required field"),
        (b'{"schema": "\\u001b[31m"}', "another version"),
        (b"\xff\xfe", "no report"),
        (b"[" * 100_000, "no report"),
    ],
    ids=["nothing", "an object", "a later version", "damaged", "hostile", "no text", "nested"],
)
def test_what_is_no_report_is_said(text: bytes, said: str) -> None:
    with pytest.raises(KprobeError) as caught:
        restore(text, "x.json")
    assert said in caught.value.message
    assert caught.value.message.isprintable()
    assert caught.value.exit_code is ExitCode.UNREADABLE


@given(st.data())
def test_damage_anywhere_ends_in_a_report_or_in_a_message(data: st.DataObject) -> None:
    text = bytearray(rendered(reports.every_verdict(), "json").encode())
    for _ in range(data.draw(st.integers(1, 4))):
        text[data.draw(st.integers(0, len(text) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(KprobeError):
        restore(bytes(text), "x.json")
