"""Objects that are interned are the objects that came, down to the order of their labels."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kprobe.kube.decoding import decode_page, plain
from kprobe.kube.interning.forms import form
from kprobe.kube.interning.pods import WirePod
from kprobe.kube.interning.pool import Pool
from kprobe.kube.resources import KINDS
from kprobe.model.objects.endpoint_slice import EndpointSlice
from kprobe.model.objects.ingress import IngressClass
from kprobe.model.objects.meta import ObjectMeta
from kprobe.model.objects.pod import Pod, PodIP
from tests.kit.anything import several

pytestmark = pytest.mark.timeout(180)
many = settings(max_examples=50, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def page(*items: Any) -> bytes:
    return msgspec.json.encode({"kind": "AnyList", "metadata": {"continue": "x"}, "items": items})


def as_kept(item: Any) -> Any:
    """Without what tells nothing of a pod: podIPs that repeat podIP, and the uid where a node is known."""
    if not isinstance(item, Pod):
        return item
    meta, status = item.metadata, item.status
    return replace(
        item,
        metadata=replace(meta, uid="") if item.spec.node_name else meta,
        status=replace(status, pod_ips=None) if status.pod_ips == (PodIP(ip=status.pod_ip),) else status,
    )


ANYTHING: dict[type[Any], st.SearchStrategy[tuple[Any, ...]]] = {kind.type: several(kind.type) for kind in KINDS}


@pytest.mark.parametrize("kind", ANYTHING, ids=lambda t: t.__name__)
@many
@given(data=st.data())
def test_whatever_comes_is_what_it_would_be_without(kind: type[Any], data: st.DataObject) -> None:
    objects = data.draw(ANYTHING[kind])
    body = page(*objects, *objects)
    pool = Pool()
    made = form(kind, pool)
    for _ in range(2):  # the second time everything is known
        came = decode_page(body, made)
        there = replace(without := decode_page(body, plain(kind)), items=tuple(map(as_kept, without.items)))
        assert came == there
        # Words tell what equality does not: True from 1, and labels in another order.
        assert repr(came.items) == repr(there.items)


def test_the_first_parts_are_kept_as_they_come_where_that_is_asked_for() -> None:
    pool = Pool(lavish=2)
    first, second, third, fourth = (pool.deep(IngressClass(metadata=ObjectMeta(name="web"))) for _ in range(4))
    assert first == second == third == fourth
    assert first is not second
    assert second is not third
    assert third is fourth


BROKEN_PARTS: dict[str, Any] = {
    "labels that are a list": {"metadata": {"name": "x", "labels": ["a"]}},
    "containers that are text": {"metadata": {"name": "x"}, "spec": {"containers": "none"}},
    "an owner that is a number": {"metadata": {"name": "x", "ownerReferences": [1]}},
    "an address that is a number": {"metadata": {"name": "x"}, "status": {"hostIPs": [{"ip": 1}]}},
    "a readiness gate that is null": {"metadata": {"name": "x"}, "spec": {"readinessGates": [None]}},
    "a spec that is null": {"metadata": {"name": "x"}, "spec": None},
    "an item that is null": None,
    "labels of a null": {"metadata": {"name": "x", "labels": {"app": None}}},
}


@pytest.mark.parametrize("broken", BROKEN_PARTS.values(), ids=BROKEN_PARTS.keys())
def test_a_broken_object_spoils_as_little_as_without(broken: Any) -> None:
    body = json.dumps({"kind": "PodList", "items": [{"metadata": {"name": "a"}}, broken]}).encode()
    assert decode_page(body, form(Pod, Pool())) == decode_page(body, plain(Pod))


def a_pod(pod: str, **container: Any) -> dict[str, Any]:
    token = f"kube-api-access-{pod[-5:]}"
    mount = {"name": token, "readOnly": True, "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount"}
    return {
        "metadata": {
            "name": pod,
            "namespace": "shop",
            "labels": {"app": "web", "tier": "front"},
            "annotations": {"x": "y"},
            "ownerReferences": [{"kind": "ReplicaSet", "name": "web-1", "controller": True}],
        },
        "spec": {
            "nodeName": "node1",
            "containers": [{"name": "web", "image": "nginx", "ports": [{"containerPort": 80}], **container}
            | {"volumeMounts": [mount]}],
        },
        "status": {
            "phase": "Running",
            "hostIP": "192.0.2.1",
            "hostIPs": [{"ip": "192.0.2.1"}],
            "podIP": f"10.0.0.{len(pod)}",
            "podIPs": [{"ip": f"10.0.0.{len(pod)}"}],
            "conditions": [{"type": "Ready", "status": "True", "lastTransitionTime": pod}],
            "containerStatuses": [{"name": "web", "ready": True, "containerID": pod}],
        },
    }  # fmt: skip


def interned(*items: Any) -> tuple[Pod, ...]:
    body = page(*items)
    came = decode_page(body, form(Pod, Pool())).items
    assert came == tuple(map(as_kept, decode_page(body, plain(Pod)).items))
    return came


def test_pods_of_one_owner_hold_one_of_each_part() -> None:
    one, other = interned(a_pod("web-1-abcde"), a_pod("web-1-fghij"))
    assert one.metadata.labels is other.metadata.labels
    assert one.metadata.annotations is other.metadata.annotations
    assert one.metadata.owner_references is other.metadata.owner_references
    assert one.metadata.namespace is other.metadata.namespace
    assert one.spec.containers is other.spec.containers
    assert one.spec.node_name is other.spec.node_name
    assert one.status.conditions is other.status.conditions
    assert one.status.container_statuses is other.status.container_statuses
    assert one.status.host_ips is other.status.host_ips


DIFFERENT: dict[str, dict[str, Any]] = {
    "another image": {"image": "nginx:2"},
    "a container that is named like a token": {"name": "kube-api-access-fghij"},
    "an image that is named like a token": {"image": "kube-api-access-fghij"},
    "an image that is named like what a token is exchanged for": {"image": "kube-api-access-*****"},
    "another port": {"ports": [{"containerPort": 81}]},
    "no port": {"ports": None},
}


@pytest.mark.parametrize("container", DIFFERENT.values(), ids=DIFFERENT.keys())
def test_a_pod_that_differs_from_its_owner_s_others_keeps_its_own(container: dict[str, Any]) -> None:
    one, other = interned(a_pod("web-1-abcde"), a_pod("web-1-fghij", **container))
    assert one.spec.containers != other.spec.containers


@pytest.mark.parametrize("field", ["name", "image"])
def test_containers_that_differ_in_nothing_but_a_token_s_name_stay_different(field: str) -> None:
    one, other = interned(
        a_pod("web-1-abcde", **{field: "kube-api-access-abcde"}),
        a_pod("web-1-fghij", **{field: "kube-api-access-fghij"}),
    )
    assert one.spec.containers != other.spec.containers


def test_labels_in_another_order_stay_in_it() -> None:
    turned = a_pod("web-1-fghij")
    turned["metadata"]["labels"] = {"tier": "front", "app": "web"}
    one, other = interned(a_pod("web-1-abcde"), turned)
    assert one.metadata.labels == other.metadata.labels
    assert list(other.metadata.labels or ()) == ["tier", "app"]


def test_more_owners_than_are_remembered_at_a_time_are_no_trouble() -> None:
    pods = [a_pod(f"web-1-{number:05}") for number in range(600)]
    for number, pod in enumerate(pods):
        pod["metadata"]["ownerReferences"][0]["name"] = f"web-{number // 2}"
    came = interned(*pods, *pods)
    assert came[0].spec.containers is came[-1].spec.containers


def test_an_endpoint_holds_its_pod_s_own_words() -> None:
    pool = Pool()
    (pod,) = decode_page(page(a_pod("web-1-abcde")), form(Pod, pool)).items
    endpoint = {
        "addresses": ["10.0.0.11"],
        "nodeName": "node1",
        "targetRef": {"kind": "Pod", "namespace": "shop", "name": "web-1-abcde"},
    }
    body = page({"metadata": {"name": "web", "namespace": "shop"}, "endpoints": [endpoint]})
    (found,) = decode_page(body, form(EndpointSlice, pool)).items
    (made,) = found.endpoints or ()
    assert made.target_ref is not None
    assert made.target_ref.name is pod.metadata.name
    assert made.node_name is pod.spec.node_name
    assert made.addresses is not None
    assert made.addresses[0] is pod.status.pod_ip


@pytest.mark.parametrize("part", ["metadata", "spec", "status"])
def test_no_field_of_a_pod_is_lost_on_the_wire(part: str) -> None:
    wire, final = (
        {f.encode_name: f.default for f in msgspec.structs.fields(type(getattr(one, part)))}
        for one in (WirePod(), Pod())
    )
    assert list(wire) == list(final)


@pytest.mark.parametrize(
    ("node", "addresses", "uid", "kept"),
    [
        ("node1", ["10.0.0.1"], "", None),
        ("node1", ["10.0.0.1", "fd00::1"], "", ("10.0.0.1", "fd00::1")),
        ("node1", ["10.0.0.2"], "", ("10.0.0.2",)),
        ("", [], "7-7", ()),
    ],
    ids=["one address", "two of them", "another one than its first", "a pod that waits for a node"],
)
def test_of_a_pod_is_kept_what_tells_something(
    node: str, addresses: list[str], uid: str, kept: tuple[str, ...] | None
) -> None:
    status = {"podIP": "10.0.0.1", "podIPs": [{"ip": a} for a in addresses]}
    (pod,) = interned({"metadata": {"name": "web", "uid": "7-7"}, "spec": {"nodeName": node}, "status": status})
    assert pod.metadata.uid == uid
    assert (pod.status.pod_ips if pod.status.pod_ips is None else tuple(i.ip for i in pod.status.pod_ips)) == kept
