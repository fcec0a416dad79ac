"""Whatever was read, everything in it can be asked about."""

from __future__ import annotations

import contextlib

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kprobe.app import WhyOptions, why
from kprobe.checks.judge import judge
from kprobe.cluster.cluster import Cluster
from kprobe.errors import UsageError
from kprobe.exposures.classify import classify
from kprobe.lookup.advise import advise
from kprobe.lookup.asked import AddressAsked, Asked, IdAsked, NameAsked, ObjectAsked, UrlAsked
from kprobe.lookup.find import find
from kprobe.lookup.inventory import every_ref
from kprobe.lookup.mend import commands
from kprobe.lookup.target import parse
from kprobe.model.probe_options import ProbeOptions
from kprobe.model.snapshot import Snapshot
from kprobe.progress import Silent
from kprobe.render.contract.convert import convert
from tests.kit.anything import SNAPSHOTS
from tests.kit.source import Held

many = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
pytestmark = pytest.mark.timeout(180)


@many
@given(SNAPSHOTS)
def test_every_object_address_host_and_id_of_a_cluster_is_found_in_it(snapshot: Snapshot) -> None:
    cluster = Cluster(snapshot)
    exposures = classify(cluster)
    targets: list[Asked] = [
        ObjectAsked(kind=r.kind, namespace=r.namespace or None, name=r.name) for r in every_ref(cluster)
    ]
    targets += [IdAsked(id=e.id) for e in exposures]
    targets += [AddressAsked(address=x.address, port=x.port) for e in exposures for x in e.entries]
    targets += [NameAsked(host=e.host) for e in exposures if e.host]
    targets += [UrlAsked(scheme="", host=e.host, port=None, path=e.path or "/") for e in exposures if e.host]
    for target in targets:
        try:
            found = find(cluster, exposures, target)
        except UsageError:  # a name that several objects have
            if isinstance(target, (IdAsked, UrlAsked)):
                raise
            continue
        assert {*found.matched, *found.others} <= {e.id for e in exposures}
        assert not {*found.matched}.intersection(found.others)
        assert bool(found.reason) is not bool(found.matched)
        advise(cluster, exposures, found)
    findings, _ = judge(cluster, exposures)
    assert all(line.startswith(("kubectl ",)) for lines in commands(cluster, findings).values() for line in lines)


@many
@given(SNAPSHOTS, st.data())
def test_an_answer_is_a_sentence_that_every_program_can_read(snapshot: Snapshot, data: st.DataObject) -> None:
    cluster = Cluster(snapshot)
    ids = [e.id for e in classify(cluster)]
    text = data.draw(st.sampled_from([*ids, "192.0.2.11:30080", "http://shop.example/", "shop.example"]))
    with contextlib.suppress(UsageError):
        report = why(Held(held=snapshot), text, WhyOptions(probe=ProbeOptions(enabled=False)), Silent())
        assert report.why is not None
        assert report.why.answer.endswith(".")
        assert b'"why"' in msgspec.json.encode(convert(report))


@given(st.text(max_size=40))
def test_any_text_is_a_target_or_a_usage_error(text: str) -> None:
    with contextlib.suppress(UsageError):
        parse(text)
