from __future__ import annotations

import pytest
from msgspec.structs import replace

from kprobe.model.diagnosis import Verdict
from kprobe.model.report import Narrowed, Report
from kprobe.model.snapshot import Gap, GapReason, Resource
from tests.kit import reports
from tests.kit.policies import held, one, said

WANTED = "exposed: [{kind: node-port, namespace: shop}, {namespace: infra, kind: ingress}]"


def there(verdict: Verdict = Verdict.REACHABLE) -> Report:
    return reports.report(reports.reported(reports.node_port("web", 30080), verdict))


def test_what_fits_nothing_is_an_error() -> None:
    finding = one("KP914", held(there(), WANTED))
    assert finding.id == "KP914/Policy/kprobe.yaml/kind ingress, namespace infra"
    assert finding.severity == "error"
    assert finding.message == "no way in fits what is expected: kind ingress, namespace infra"


def test_is_silent_for_what_is_there_and_does_not_answer() -> None:
    assert said("KP914", held(there(Verdict.UNREACHABLE), "exposed: [{kind: node-port}]")) == []


def test_is_silent_for_what_is_optional() -> None:
    assert said("KP914", held(there(), "exposed: [{kind: ingress, optional: true}, {kind: node-port}]")) == []


def gap(resource: Resource, *read_in: str) -> Gap:
    return Gap(what=resource.value, reason=GapReason.FORBIDDEN, effect="e", resource=resource, read_in=read_in)


@pytest.mark.parametrize(
    ("report", "missing"),
    [
        (replace(there(), narrowed=Narrowed(namespaces=("infra",))), False),
        (replace(there(), gaps=(gap(Resource.INGRESSES),)), False),
        (replace(there(), gaps=(gap(Resource.INGRESSES, "shop"),)), False),
        (replace(there(), gaps=(gap(Resource.INGRESSES, "infra"),)), True),
        (replace(there(), gaps=(gap(Resource.SERVICES), gap(Resource.EVENTS))), True),
    ],
    ids=["-n", "unread", "read elsewhere", "read there", "another kind unread"],
)
def test_it_is_said_only_where_what_would_open_it_was_read(report: Report, *, missing: bool) -> None:
    done = held(report, WANTED)
    assert bool(said("KP914", done)) is missing
    assert any("Not known: whether what kprobe.yaml expects is there" in n for n in done.notes) is not missing


def test_a_pattern_of_namespaces_may_be_hidden_by_any_that_was_not_read() -> None:
    report = replace(there(), gaps=(gap(Resource.INGRESSES, "infra"),))
    assert said("KP914", held(report, "exposed: [{namespace: inf*, kind: ingress}]")) == []


def test_an_entry_without_a_kind_may_be_opened_by_anything() -> None:
    report = replace(there(), gaps=(gap(Resource.PODS),))
    assert said("KP914", held(report, "exposed: [{namespace: infra}]")) == []
    assert said("KP914", held(there(), "exposed: [{namespace: infra}]"))
