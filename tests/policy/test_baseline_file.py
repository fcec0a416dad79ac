from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kprobe.errors import ExitCode, KprobeError
from kprobe.model.diagnosis import Verdict
from kprobe.model.exposure import Scope
from kprobe.model.finding import Severity
from kprobe.model.report import Report, VantageKind
from kprobe.policy.baseline import Baseline, baseline_of
from kprobe.policy.baseline_file import parsed, read_baseline, written
from kprobe.policy.enforce import all_rules
from kprobe.policy.state import State
from tests.kit import reports
from tests.kit.policies import broken, held

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "baseline.schema.json").read_text(encoding="utf-8"))
REPORTS = {
    "healthy": reports.healthy(),
    "every verdict": reports.every_verdict(),
    "hostile": reports.hostile(),
    "nothing": reports.report(),
}


def text(report: Report) -> str:
    return "".join(written(baseline_of(report, "b.json")))


def test_it_is_a_line_for_each_id_sorted_and_without_a_time() -> None:
    assert text(broken()) == (
        "{\n"
        '  "schema": "kprobe-baseline/v1",\n'
        '  "vantage": "outside",\n'
        '  "findings": {\n'
        '    "KP202/Service/shop/old": "warning",\n'
        '    "KP301/Service/shop/web": "error"\n'
        "  },\n"
        '  "exposures": {\n'
        '    "node-port/infra/api/80/TCP": {"scope": "private", "verdict": "reachable"},\n'
        '    "node-port/shop/web/80/TCP": {"scope": "private", "verdict": "unreachable"}\n'
        "  }\n"
        "}\n"
    )


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS.keys())
def test_it_fulfils_its_schema_and_reads_back_the_same(report: Report) -> None:
    document = text(report)
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(document))
    read = parsed(document.encode(), "b.json")
    assert read == baseline_of(report, "b.json")
    assert "".join(written(read)) == document


def test_what_is_ignored_and_what_only_a_baseline_shows_is_not_in_it() -> None:
    ignoring = held(broken(), "ignores: [{code: KP301, reason: r}]", baseline_of(reports.report(), "old.json"))
    assert {f.code for f in ignoring.findings} == {"KP202", "KP916"}
    assert set(baseline_of(ignoring, "b.json").findings) == {"KP202/Service/shop/old"}


def test_no_rule_about_baselines_is_ever_in_one() -> None:
    about = {rule.code for rule in all_rules() if "baseline" in rule.title}
    finding = [reports.finding(code) for code in about]
    assert len(about) == 2
    assert baseline_of(reports.report(findings=tuple(finding)), "b.json").findings == {}


def test_fields_of_a_later_release_do_not_keep_it_from_being_read() -> None:
    later = json.loads(text(broken())) | {"later": 1}
    later["exposures"]["node-port/shop/web/80/TCP"]["later"] = 2
    assert parsed(json.dumps(later).encode(), "b.json") == baseline_of(broken(), "b.json")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is no baseline"),
        (b"{", "is no baseline"),
        (b"[]", "is no baseline"),
        (b"{}", "is without a schema"),
        (b'{"schema": "kprobe/v1"}', "is of another kind or version (kprobe/v1); this kprobe reads kprobe-baseline/v1"),
        (b'{"schema": "kprobe-baseline/v2"}', "is of another kind or version (kprobe-baseline/v2)"),
        (b'{"schema": "kprobe-baseline/v1"}', "is no baseline: Object missing required field"),
        (b"\xff\xfe", "is no baseline"),
        (b"[" * 100_000, "is no baseline"),
        (b'{"schema": "\\u001b[31m"}', "\\x1b[31m"),
    ],
)
def test_what_is_none_is_one_message(data: bytes, said: str) -> None:
    with pytest.raises(KprobeError) as raised:
        parsed(data, "b.json")
    assert said in raised.value.message
    assert raised.value.exit_code is ExitCode.UNREADABLE
    assert raised.value.message.isprintable()


def test_a_file_that_is_not_there_is_a_mistake_of_usage(tmp_path: Path) -> None:
    with pytest.raises(KprobeError, match="there is no such file") as raised:
        read_baseline(tmp_path / "none.json")
    assert raised.value.exit_code is ExitCode.USAGE
    with pytest.raises(KprobeError, match="cannot read the baseline"):
        read_baseline(tmp_path)


BASELINES = st.builds(
    Baseline,
    name=st.just("b.json"),
    vantage=st.sampled_from(VantageKind) | st.none(),
    findings=st.dictionaries(st.text(max_size=9), st.sampled_from(Severity)),
    exposures=st.dictionaries(
        st.text(max_size=9), st.builds(State, scope=st.sampled_from(Scope), verdict=st.sampled_from(Verdict))
    ),
)


@given(BASELINES)
def test_any_reads_back(baseline: Baseline) -> None:
    assert parsed("".join(written(baseline)).encode(), "b.json") == baseline


def outcome(data: bytes) -> Baseline | KprobeError:
    try:
        return parsed(data, "b.json")
    except KprobeError as error:
        return error


@given(st.binary(max_size=80) | st.text(max_size=80).map(str.encode))
def test_any_bytes_are_a_baseline_or_one_message(data: bytes) -> None:
    done = outcome(data)
    assert isinstance(done, Baseline) or done.message.isprintable()
