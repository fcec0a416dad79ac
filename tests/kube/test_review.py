from __future__ import annotations

from pathlib import Path

import pytest

from kprobe.demo.api_misbehaviour import Forbidden, NotServed
from kprobe.demo.api_server import ApiServer
from kprobe.kube.resources import KINDS
from kprobe.kube.review import review
from kprobe.model.rights import Allowed, Rights
from kprobe.model.snapshot import Resource
from tests.kit.api import config_map, node, pod, service

SCENE = [
    pod("web"),
    service("web"),
    node("node1"),
    config_map("kube-proxy", {"config.conf": "mode: iptables"}),
]
FLAGS = {"service-node-port-range": "30000-32767"}


def reviewed(server: ApiServer, folder: Path, *namespaces: str) -> Rights:
    return review(kubeconfig=server.kubeconfig(folder / "config"), context=None, namespaces=namespaces)


def test_what_may_be_read_is_asked_for_one_object_of_each_by_get_alone(tmp_path: Path) -> None:
    with ApiServer(SCENE, flags=FLAGS) as server:
        rights = reviewed(server, tmp_path)
        assert {r.method for r in server.requests} == {"GET"}
        lists = [r for r in server.requests if r.path.endswith("/pods") and "labelSelector" not in r.query]
        assert {r.query["limit"] for r in lists} == {"1"}
    assert {r.allowed for r in rights.rights} == {Allowed.YES}
    assert (rights.complete, rights.gaps) == (True, ())


@pytest.mark.parametrize("kind", [k for k in KINDS if k.resource is not Resource.NODES], ids=lambda k: k.resource.value)
def test_a_list_that_is_forbidden_is_named_with_what_it_costs(tmp_path: Path, kind: object) -> None:
    resource, advisory = kind.resource, kind.advisory  # type: ignore[attr-defined]
    with ApiServer(SCENE, flags=FLAGS, misbehaviours=[Forbidden(resource=resource, namespace="*")]) as server:
        rights = reviewed(server, tmp_path)
    (lacking,) = [r for r in rights.rights if r.allowed is Allowed.NO and r.verb == "list"]
    assert (lacking.resource, bool(lacking.effect)) == (resource, True)
    assert [g.what for g in rights.gaps] == [resource]
    assert rights.complete is advisory


def test_what_may_be_read_in_one_namespace_is_said(tmp_path: Path) -> None:
    with ApiServer(SCENE, flags=FLAGS, misbehaviours=[Forbidden(resource="pods")]) as server:
        rights = reviewed(server, tmp_path, "shop")
    (pods,) = [r for r in rights.rights if r.resource == "pods"]
    assert (pods.allowed, pods.namespaces) == (Allowed.PARTLY, ("shop",))
    assert rights.gaps[0].what == "pods outside of the namespaces shop"


def test_one_of_several_sources_that_tell_the_same_is_enough(tmp_path: Path) -> None:
    made = [*SCENE, config_map("kubeadm-config", {"ClusterConfiguration": "{}"})]
    with ApiServer(made, flags=FLAGS, misbehaviours=[Forbidden(resource="configmaps", namespace="*")]) as server:
        rights = reviewed(server, tmp_path)
    effects = {r.name: r.effect for r in rights.rights if r.resource == "configmaps"}
    assert effects["kubeadm-config"] == "", "the range is known from the flags"
    assert "NodePort" in effects["kube-proxy"]
    assert [g.resource for g in rights.gaps] == [Resource.SERVICE_PROXY]


def test_what_this_server_does_not_have_is_not_forbidden(tmp_path: Path) -> None:
    with ApiServer(SCENE, flags=FLAGS, misbehaviours=[NotServed(resource="ingresses")]) as server:
        rights = reviewed(server, tmp_path)
    assert {r.allowed for r in rights.rights if r.resource == "ingresses"} == {Allowed.YES}
