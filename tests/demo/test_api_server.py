"""The embedded API server, asked by a plain HTTP client."""

from __future__ import annotations

import http.client
import json
import threading
from pathlib import Path
from typing import Any

import pytest

from kprobe.demo.api_misbehaviour import (
    Expires,
    Forbidden,
    Garbage,
    HangUp,
    Misbehaviour,
    NullArrays,
    TooManyRequests,
)
from kprobe.demo.api_server import ApiServer
from tests.kit.api import config_map, event, pod, pods


def _ask(server: ApiServer, path: str, verb: str = "GET") -> tuple[int, Any, http.client.HTTPMessage]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    try:
        connection.request(verb, path)
        answer = connection.getresponse()
        body = answer.read()
        is_json = answer.headers["Content-Type"] == "application/json"
        return answer.status, json.loads(body) if is_json else body, answer.headers
    finally:
        connection.close()


def test_a_list_looks_as_a_real_one() -> None:
    with ApiServer([pod("b"), pod("a")]) as server:
        code, body, _ = _ask(server, "/api/v1/pods")
    assert code == 200
    assert (body["kind"], body["apiVersion"]) == ("PodList", "v1")
    assert body["metadata"]["resourceVersion"]
    assert [item["metadata"]["name"] for item in body["items"]] == ["a", "b"]
    assert not any("kind" in item or "apiVersion" in item for item in body["items"])


def test_pages_follow_each_other_to_the_end() -> None:
    with ApiServer(pods(5)) as server:
        seen, path = [], "/api/v1/pods?limit=2"
        remaining = []
        while path:
            body = _ask(server, path)[1]
            seen += [item["metadata"]["name"] for item in body["items"]]
            remaining.append(body["metadata"].get("remainingItemCount"))
            token = body["metadata"].get("continue")
            path = f"/api/v1/pods?limit=2&continue={token}" if token else ""
    assert seen == [f"web-{number:05}" for number in range(5)]
    assert remaining == [3, 1, None]


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/api/v1/namespaces/shop/pods", ["a"]),
        ("/api/v1/namespaces/nowhere/pods", []),
        ("/api/v1/pods?labelSelector=app%3Dx", ["b"]),
        ("/api/v1/events?fieldSelector=reason%3DBackOff", ["e"]),
        ("/api/v1/events?fieldSelector=type%3DWarning,reason!%3DBackOff", ["f"]),
    ],
    ids=["a namespace", "an empty namespace", "labels", "fields", "fields that must not be"],
)
def test_selectors(path: str, found: list[str]) -> None:
    labelled = pod("b", "bank")
    labelled["metadata"]["labels"] = {"app": "x"}
    with ApiServer([pod("a"), labelled, event("e", "BackOff"), event("f", "Failed")]) as server:
        assert [item["metadata"]["name"] for item in _ask(server, path)[1]["items"]] == found


@pytest.mark.parametrize(
    "query", ["limit=x", "continue=nonsense", "fieldSelector=spec.unknown%3D1", "fieldSelector=reason"]
)
def test_parameters_that_a_real_server_refuses(query: str) -> None:
    with ApiServer() as server:
        code, body, _ = _ask(server, f"/api/v1/events?{query}")
    assert (code, body["kind"], body["reason"]) == (400, "Status", "BadRequest")


def test_one_object() -> None:
    with ApiServer([config_map("kube-proxy", {"a": "b"})]) as server:
        code, body, _ = _ask(server, "/api/v1/namespaces/kube-system/configmaps/kube-proxy")
        assert (code, body["kind"], body["data"]) == (200, "ConfigMap", {"a": "b"})
        code, body, _ = _ask(server, "/api/v1/namespaces/kube-system/configmaps/other")
        assert (code, body["kind"], body["reason"]) == (404, "Status", "NotFound")


@pytest.mark.parametrize("path", ["/apis/unknown/v1/things", "/api/v1/secrets", "/flagz", "/"])
def test_what_is_not_served(path: str) -> None:
    with ApiServer() as server:
        assert _ask(server, path)[0] == 404


def test_discovery_version_and_flags() -> None:
    with ApiServer(version="v1.36.1", flags={"service-node-port-range": "1-2"}) as server:
        assert _ask(server, "/version")[1] == {"major": "1", "minor": "36", "gitVersion": "v1.36.1"}
        assert _ask(server, "/api")[1]["versions"] == ["v1"]
        assert b"service-node-port-range 1-2\n" in _ask(server, "/flagz")[1]


@pytest.mark.parametrize("verb", ["POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "MADEUP"])
def test_any_verb_but_get_is_refused_and_recorded(verb: str) -> None:
    with ApiServer([pod("a")]) as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        connection.request(verb, "/api/v1/pods?x=1")
        assert connection.getresponse().status == 405
        connection.close()
        (request,) = server.requests
    assert (request.method, request.path, request.query) == (verb, "/api/v1/pods", {"x": "1"})


def test_refusals_have_a_status() -> None:
    ways: list[Misbehaviour] = [
        Forbidden(resource="pods"),
        TooManyRequests(times=1, retry_after=7, resource="services"),
    ]
    with ApiServer(misbehaviours=ways) as server:
        code, body, _ = _ask(server, "/api/v1/pods")
        assert (code, body["reason"]) == (403, "Forbidden")
        assert _ask(server, "/api/v1/namespaces/shop/pods")[0] == 200
        code, body, headers = _ask(server, "/api/v1/services")
        assert (code, headers["Retry-After"], body["details"]) == (429, "7", {"retryAfterSeconds": 7})
        assert _ask(server, "/api/v1/services")[0] == 200


def test_an_expired_list_offers_the_rest() -> None:
    with ApiServer(pods(4), misbehaviours=[Expires(resource="pods")]) as server:
        token = _ask(server, "/api/v1/pods?limit=2")[1]["metadata"]["continue"]
        code, body, _ = _ask(server, f"/api/v1/pods?limit=2&continue={token}")
        assert (code, body["reason"]) == (410, "Expired")
        rest = _ask(server, f"/api/v1/pods?limit=2&continue={body['metadata']['continue']}")[1]
    assert len(rest["items"]) == 2


def test_nulls_and_garbage() -> None:
    with ApiServer([pod("a", containers=[])], misbehaviours=[NullArrays(), Garbage(resource="nodes")]) as server:
        (item,) = _ask(server, "/api/v1/pods")[1]["items"]
        assert item["spec"] == {"containers": None}
        assert (item["status"], item["metadata"]["labels"]) == (None, None)
        assert _ask(server, "/api/v1/services")[1]["items"] is None
        assert _ask(server, "/api/v1/nodes")[1].startswith(b"<html>")


def test_it_hangs_up_as_often_as_told() -> None:
    with ApiServer(misbehaviours=[HangUp(times=1)]) as server:
        with pytest.raises(http.client.RemoteDisconnected):
            _ask(server, "/version")
        assert _ask(server, "/version")[0] == 200


def test_it_ends_with_connections_still_open() -> None:
    before = threading.active_count()
    with ApiServer() as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        connection.request("GET", "/version")
        connection.getresponse().read()
    assert threading.active_count() == before
    connection.close()


def test_objects_of_kinds_that_it_does_not_serve_are_refused_at_once() -> None:
    with pytest.raises(ValueError, match="does not serve batch/v1 Job"):
        ApiServer([{"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "d"}}])


def test_it_has_to_be_started(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="not been started"):
        ApiServer().kubeconfig(tmp_path / "config")
