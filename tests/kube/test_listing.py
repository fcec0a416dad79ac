"""Lists against a real server that misbehaves in one way at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from kprobe.demo.api_misbehaviour import (
    Expires,
    Forbidden,
    Garbage,
    Hang,
    HangUp,
    Misbehaviour,
    NotServed,
    NullArrays,
    ServerError,
    TooManyRequests,
    TruncatedBody,
)
from kprobe.demo.api_server import ApiServer
from kprobe.model.snapshot import GapReason, Resource
from tests.kit.api import event, gap_of, names, node, pod, pods, read, service


def test_a_big_list_comes_in_pages_and_whole(tmp_path: Path) -> None:
    with ApiServer(pods(1200)) as server:
        snapshot = read(server, tmp_path)
        asked = [request.query for request in server.requests if request.path == "/api/v1/pods"]
    assert names(snapshot.pods) == [f"web-{number:05}" for number in range(1200)]
    assert asked[0]["limit"] == "500"
    assert len(asked) in {2, 3}, "a page may be doubled where waiting takes long"
    assert len({query.get("continue") for query in asked}) == len(asked)
    assert not any("resourceVersion" in query for query in asked)
    assert snapshot.gaps == ()


def test_a_server_may_send_fewer_objects_than_asked_for(tmp_path: Path) -> None:
    with ApiServer(pods(10), page_size=3) as server:
        assert len(read(server, tmp_path).pods) == 10


PASSING: dict[str, Misbehaviour] = {
    "429 with Retry-After": TooManyRequests(times=2, retry_after=0, resource="pods"),
    "429 that does not say how long": TooManyRequests(times=2, retry_after=None, resource="pods"),
    "500 twice": ServerError(times=2, resource="pods"),
    "503 twice": ServerError(times=2, status=503, resource="pods"),
    "connection closed without an answer": HangUp(times=2, resource="pods"),
    "body cut in the middle": TruncatedBody(times=2, resource="pods"),
    "one page that hangs": Hang(resource="pods", seconds=20, times=1),
    "list expired once": Expires(resource="pods", times=1),
    "list expired twice": Expires(resource="pods", times=2),
}


@pytest.mark.parametrize("way", PASSING.values(), ids=PASSING.keys())
def test_a_passing_failure_costs_nothing(tmp_path: Path, way: Misbehaviour) -> None:
    with ApiServer(pods(7), page_size=3, misbehaviours=[way]) as server:
        snapshot = read(server, tmp_path, timeout=0.5)
    assert len(set(names(snapshot.pods))) == len(snapshot.pods) == 7
    assert snapshot.gaps == ()


LASTING: dict[str, tuple[Misbehaviour, GapReason]] = {
    "forbidden": (Forbidden(resource="pods", namespace="*"), GapReason.FORBIDDEN),
    "not served": (NotServed(resource="pods"), GapReason.NOT_SERVED),
    "silent": (Hang(resource="pods", seconds=20), GapReason.TIMED_OUT),
    "always 500": (ServerError(times=99, resource="pods"), GapReason.FAILED),
    "always 429": (TooManyRequests(times=99, retry_after=0, resource="pods"), GapReason.FAILED),
    "429 for an hour": (TooManyRequests(times=99, retry_after=3600, resource="pods"), GapReason.FAILED),
    "always closed": (HangUp(times=99, resource="pods"), GapReason.FAILED),
    "always cut": (TruncatedBody(times=99, resource="pods"), GapReason.FAILED),
    "garbage": (Garbage(resource="pods"), GapReason.MALFORMED),
    "JSON that is no list": (Garbage(resource="pods", body=b'{"kind": "Pod", "metadata": {}}'), GapReason.MALFORMED),
    "an empty body": (Garbage(resource="pods", body=b""), GapReason.MALFORMED),
}


@pytest.mark.parametrize(("way", "reason"), LASTING.values(), ids=LASTING.keys())
def test_a_lasting_failure_of_one_kind_is_a_gap_and_the_rest_goes_on(
    tmp_path: Path, way: Misbehaviour, reason: GapReason
) -> None:
    forbidden_everywhere = [Forbidden(resource="pods")] if isinstance(way, Forbidden) else []
    with ApiServer([*pods(2), service("web")], misbehaviours=[way, *forbidden_everywhere]) as server:
        snapshot = read(server, tmp_path, timeout=0.3)
        asked = [request for request in server.requests if request.path == "/api/v1/pods"]
    gap = gap_of(snapshot, Resource.PODS)
    assert (gap.reason, gap.read_in) == (reason, ())
    assert gap.effect
    assert not snapshot.knows(Resource.PODS, "shop")
    assert snapshot.knows(Resource.SERVICES)
    assert names(snapshot.services) == ["web"]
    assert len(asked) <= 11


def test_a_list_that_always_expires_is_read_to_its_end_and_marked(tmp_path: Path) -> None:
    with ApiServer(pods(7), page_size=3, misbehaviours=[Expires(resource="pods", times=3)]) as server:
        snapshot = read(server, tmp_path)
    assert len(snapshot.pods) == 7
    assert gap_of(snapshot, Resource.PODS).reason is GapReason.EXPIRED


def test_an_old_token_is_not_used_for_ever(tmp_path: Path) -> None:
    with ApiServer(pods(7), page_size=3, misbehaviours=[Expires(resource="pods", times=99, rest=False)]) as server:
        snapshot = read(server, tmp_path)
        asked = [request for request in server.requests if request.path == "/api/v1/pods"]
    assert len(snapshot.pods) == 3
    assert gap_of(snapshot, Resource.PODS).reason is GapReason.EXPIRED
    assert len(asked) == 6


def test_where_the_cluster_is_forbidden_the_named_namespaces_are_read(tmp_path: Path) -> None:
    objects = [pod("a", "shop"), pod("b", "bank"), pod("c", "hidden")]
    ways = [Forbidden(resource="pods"), Forbidden(resource="pods", namespace="bank")]
    with ApiServer(objects, misbehaviours=ways) as server:
        snapshot = read(server, tmp_path, namespaces=("shop", "bank"))
    assert names(snapshot.pods) == ["a"]
    gap = gap_of(snapshot, Resource.PODS)
    assert (gap.reason, gap.read_in) == (GapReason.FORBIDDEN, ("shop",))
    assert "shop" in gap.what
    assert "cannot list resource" in gap.detail
    assert snapshot.knows(Resource.PODS, "shop")
    assert not snapshot.knows(Resource.PODS, "bank")


@pytest.mark.parametrize(("namespace", "found"), [("bank", ["b"]), ("", ["d"])], ids=["its own", "default"])
def test_without_named_namespaces_it_is_the_context_s(tmp_path: Path, namespace: str, found: list[str]) -> None:
    objects = [pod("b", "bank"), pod("d", "default")]
    with ApiServer(objects, misbehaviours=[Forbidden(resource="pods")]) as server:
        assert names(read(server, tmp_path, namespace=namespace).pods) == found


def test_a_namespace_cannot_lead_to_another_path(tmp_path: Path) -> None:
    with ApiServer(misbehaviours=[Forbidden(resource="pods")]) as server:
        read(server, tmp_path, namespaces=("../../secrets?",))
        assert not any("secrets?" in request.path for request in server.requests)


def test_nulls_in_place_of_lists_mappings_and_structs_decode(tmp_path: Path) -> None:
    objects = [pod("a", containers=[], nodeSelector={}), service("s", ports=[], selector={}), node("n")]
    with ApiServer(objects, misbehaviours=[NullArrays()]) as server:
        snapshot = read(server, tmp_path)
    assert names(snapshot.pods) == ["a"]
    assert names(snapshot.services) == ["s"]
    assert snapshot.gaps == ()
    assert snapshot.pods[0].spec.containers is None


def test_one_broken_object_does_not_lose_its_page(tmp_path: Path) -> None:
    broken = pod("broken", containers="not a list")
    with ApiServer([pod("a"), broken, pod("z")]) as server:
        snapshot = read(server, tmp_path)
    assert names(snapshot.pods) == ["a", "z"]
    gap = gap_of(snapshot, Resource.PODS)
    assert gap.reason is GapReason.MALFORMED
    assert "shop/broken" in gap.what


def test_of_events_only_those_that_prove_something_are_kept(tmp_path: Path) -> None:
    objects = [
        event("1", "FailedScheduling"),
        event("2", "BackOff"),
        event("3", "PortOutOfRange"),
        event("4", "Evicted"),
        event("5", "FailedScheduling", kind="Normal"),
    ]
    with ApiServer(objects) as server:
        snapshot = read(server, tmp_path)
        lists = [request for request in server.requests if request.path == "/api/v1/events"]
    assert names(snapshot.events) == ["1", "3"]
    assert len(lists) == 1
