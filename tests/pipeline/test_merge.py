"""Reports of several workers and several places become one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from kprobe.errors import UsageError
from kprobe.model.diagnosis import Verdict
from kprobe.model.policy import Ignored
from kprobe.model.report import Report, Shard, Vantage, VantageKind
from kprobe.model.snapshot import DataPlane
from kprobe.model.why import Why
from kprobe.pipeline.merge import merge
from kprobe.pipeline.scope import shard_of
from tests.kit import reports
from tests.kit.reports import finding, node_port, reported

PARIS = Vantage(kind=VantageKind.OUTSIDE, addresses=("192.0.2.10",))
TOKYO = Vantage(kind=VantageKind.OUTSIDE, addresses=("198.51.100.7",))
WHOLE = reports.crowd(broken=7)


def shards(of: int) -> list[Report]:
    """The parts of a whole report, each from a machine of its own."""
    return [
        replace(
            WHOLE,
            vantage=replace(PARIS, addresses=(f"192.0.2.{n + 10}",)),
            shard=Shard(index=n, of=of),
            exposures=tuple(e for e in WHOLE.exposures if shard_of(e.exposure, of) == n),
            generated=WHOLE.generated + timedelta(seconds=n),
        )
        for n in range(of)
    ]


def test_all_shards_together_are_the_whole() -> None:
    parts = shards(4)
    assert all(0 < len(p.exposures) < len(WHOLE.exposures) for p in parts)
    joined = merge(parts)
    assert {e.exposure.id: e for e in joined.exposures} == {e.exposure.id: e for e in WHOLE.exposures}
    assert {f.id: f for f in joined.findings} == {f.id: f for f in WHOLE.findings}
    assert (joined.shard, joined.gaps, joined.vantages) == (None, WHOLE.gaps, ())
    assert len(joined.vantage.addresses) == 4


def test_a_shard_that_is_not_there_is_a_gap() -> None:
    parts = shards(4)
    joined = merge([parts[0], parts[3]])
    (gap,) = joined.gaps[len(WHOLE.gaps) :]
    assert (gap.what, gap.advisory) == ("shards 1, 2 of 4", False)


def test_the_order_of_the_files_does_not_matter() -> None:
    parts = shards(3)
    assert merge(parts) == merge(parts[::-1])


def test_one_report_alone_stays_what_it_is() -> None:
    only = reports.every_verdict()
    joined = merge([only])
    assert joined.exposures == tuple(sorted(only.exposures, key=lambda e: e.exposure.id))
    assert {f.id for f in joined.findings} == {f.id for f in only.findings}


def test_a_newer_report_of_the_same_place_counts() -> None:
    old = replace(reports.report(reported(node_port("web", 30080), Verdict.UNREACHABLE)), vantage=PARIS)
    new = replace(
        reports.report(reported(node_port("web", 30080))), vantage=PARIS, generated=old.generated + timedelta(hours=1)
    )
    assert [e.verdict for e in merge([new, old]).exposures] == [Verdict.REACHABLE]


def seen_from(vantage: Vantage, verdict: Verdict) -> Report:
    blamed = (finding("KP803"),) if verdict is Verdict.UNREACHABLE else ()
    return replace(reports.report(reported(node_port("web", 30080), verdict), findings=blamed), vantage=vantage)


@pytest.mark.parametrize(
    ("here", "there", "together"),
    [
        (Verdict.REACHABLE, Verdict.REACHABLE, Verdict.REACHABLE),
        (Verdict.REACHABLE, Verdict.UNREACHABLE, Verdict.DEGRADED),
        (Verdict.REACHABLE, Verdict.UNKNOWN, Verdict.UNKNOWN),
        (Verdict.REACHABLE, Verdict.NOT_PROBED, Verdict.UNKNOWN),
        (Verdict.UNREACHABLE, Verdict.UNREACHABLE, Verdict.UNREACHABLE),
        (Verdict.UNREACHABLE, Verdict.UNKNOWN, Verdict.UNREACHABLE),
        (Verdict.UNEXPECTED, Verdict.UNKNOWN, Verdict.UNEXPECTED),
    ],
)
def test_two_places_give_one_verdict_and_never_a_healthy_word_about_something_unchecked(
    here: Verdict, there: Verdict, together: Verdict
) -> None:
    joined = merge([seen_from(PARIS, here), seen_from(TOKYO, there)])
    (web,) = joined.exposures
    assert web.verdict is together
    assert {e.vantage for e in web.entries} == {PARIS.name, TOKYO.name}
    assert set(joined.vantages) == {PARIS, TOKYO}
    assert joined.vantage.kind is VantageKind.OUTSIDE


def test_reachable_from_one_place_only_is_a_finding() -> None:
    joined = merge([seen_from(PARIS, Verdict.REACHABLE), seen_from(TOKYO, Verdict.UNREACHABLE)])
    assert {f.code for f in joined.findings} == {"KP803", "KP845"}
    agreed = merge([seen_from(PARIS, Verdict.REACHABLE), seen_from(TOKYO, Verdict.REACHABLE)])
    assert agreed.findings == ()


def test_reports_of_different_clusters_are_refused() -> None:
    other = replace(reports.healthy(), cluster=replace(reports.healthy().cluster, data_plane=(("x", DataPlane.EBPF),)))
    with pytest.raises(UsageError, match="different clusters"):
        merge([reports.healthy(), other])


def test_an_answer_to_one_question_is_refused() -> None:
    with pytest.raises(UsageError, match="kprobe why"):
        merge([replace(reports.healthy(), why=Why(target="svc/shop/web"))])


def test_ways_in_to_one_workload_are_in_one_shard() -> None:
    one, two = node_port("web", 30080), node_port("web", 30081)
    assert {shard_of(one, n) == shard_of(two, n) for n in range(1, 50)} == {True}


def test_what_is_ignored_in_one_report_and_counts_in_another_counts() -> None:
    ignored = Ignored(finding=finding(), reason="r", until=None, by="kprobe.yaml")
    one, two = (replace(part, ignored=(ignored,)) for part in shards(2))
    assert merge([one, two]).ignored == (ignored,)
    counting = replace(two, ignored=(), findings=(finding(),))
    joined = merge([one, counting])
    assert (joined.ignored, [f.id for f in joined.findings]) == ((), [finding().id])
