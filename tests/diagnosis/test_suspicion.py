from __future__ import annotations

from kprobe.diagnosis.entry_case import EntryCase
from kprobe.diagnosis.suspicion import accusation, suspects
from kprobe.model.exposure import Entry
from kprobe.model.refs import Ref
from kprobe.model.route import Link, LinkState, Suspect
from kprobe.routes.endpoints_link import SLUG


def at(address: str, *found: Suspect) -> EntryCase:
    link = Link(link=SLUG, subject=Ref(kind="Service", name="web"), state=LinkState.OK, reason="", suspects=found)
    entry = Entry(address=address, port=30080)
    return EntryCase(entry=entry, links=(link,), prediction=None, observation=None, skipped=None)


def suspect(name: str, address: str) -> Suspect:
    return Suspect(pod=Ref(kind="Pod", namespace="shop", name=name), address=address, node="node1", reasons=("odd",))


def test_a_pod_with_an_endpoint_in_each_family_is_one_suspect() -> None:
    found = suspects((at("192.0.2.11", suspect("a", "10.0.0.1")), at("2001:db8::11", suspect("a", "fd00::1"))))
    assert accusation(found) == ", most likely Pod shop/a on node1"


def test_two_pods_are_two_suspects_and_nobody_is_accused() -> None:
    found = suspects((at("192.0.2.11", suspect("a", "10.0.0.1"), suspect("b", "10.0.0.2")),))
    assert [s.pod.name for s in found if s.pod] == ["a", "b"]
    assert accusation(found) == ""
