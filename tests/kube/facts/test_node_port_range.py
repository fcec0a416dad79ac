"""Every source of the node port range, and which of them decides."""

from __future__ import annotations

import json

import pytest

from kprobe.kube.facts import flagz, k3s, kubeadm, static_pod
from kprobe.kube.facts.conclusions import node_port_range
from kprobe.kube.facts.evidence import ConfigMap, Evidence, ObjectName, ServerContainer, ServerPod, ServerSpec, Unread
from kprobe.kube.facts.flags import port_range
from kprobe.model.objects.meta import Annotations, ObjectMeta
from kprobe.model.objects.node import Node
from kprobe.model.snapshot import GapReason, NodePortRange, Resource


def _server(*command: str, args: tuple[str, ...] = ()) -> ServerPod:
    return ServerPod(
        metadata=ObjectName(name="kube-apiserver-cp1"),
        spec=ServerSpec(containers=(ServerContainer(command=command, args=args),)),
    )


def _k3s(*arguments: str) -> Node:
    return Node(metadata=ObjectMeta(name="n", annotations=Annotations(k3s_node_args=json.dumps(arguments))))


def _text(found: NodePortRange | None) -> str:
    return str(found) if found else "nothing"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("30000-32767", "30000-32767"),
        ("30000+100", "30000-30100"),
        (" 8000 ", "8000-8000"),
        ("32767-30000", "nothing"),
        ("0-100", "nothing"),
        ("1-70000", "nothing"),
        ("", "nothing"),
        ("a-b", "nothing"),
    ],
)
def test_ranges_as_the_api_server_takes_them(text: str, found: str) -> None:
    assert _text(port_range(text, "test")) == found


@pytest.mark.parametrize("delimiter", [" ", ": ", "=", ":"])
def test_flagz_with_each_of_its_delimiters(delimiter: str) -> None:
    flags = {"port": "1", "service-node-port-range": "20000-22767", "v": "0"}
    lines = "\n".join(f"{name}{delimiter}{value}" for name, value in flags.items())
    text = f"\napiserver flagz\nWarning: not for machines.\n\n{lines}\n"
    assert _text(flagz.node_port_range(text)) == "20000-22767"


@pytest.mark.parametrize(
    "text", ["", "<html>", "my-service-node-port-range 1-2", "service-node-port-range\n", "service-node-port-range x"]
)
def test_a_flagz_that_does_not_say_it(text: str) -> None:
    assert flagz.node_port_range(text) is None


@pytest.mark.parametrize(
    ("pod", "found"),
    [
        (_server("kube-apiserver", "--service-node-port-range=20000-22767"), "20000-22767"),
        (_server("kube-apiserver", "--service-node-port-range", "20000-22767"), "20000-22767"),
        (_server("kube-apiserver", args=("--service-node-port-range=20000-22767",)), "20000-22767"),
        (_server("/bin/sh", "-c", "exec kube-apiserver --service-node-port-range='20000-22767'"), "20000-22767"),
        (_server("kube-apiserver", "--service-node-port-range=1-2", "--service-node-port-range=3-4"), "3-4"),
        (_server("/usr/local/bin/kube-apiserver", "--v=2"), "30000-32767"),
        (_server("something-else"), "nothing"),
        (_server(), "nothing"),
    ],
    ids=["equals", "two words", "args", "in a shell", "the last one counts", "default", "another program", "unknown"],
)
def test_the_static_pod_s_command_line(pod: ServerPod, found: str) -> None:
    assert _text(static_pod.node_port_range((pod,))) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("apiServer: {extraArgs: {service-node-port-range: 20000-22767}}", "20000-22767"),
        ("apiServer: {extraArgs: [{name: v, value: '2'}, {name: service-node-port-range, value: 1-2}]}", "1-2"),
        ("apiServer: {extraArgs: [{name: v}]}", "nothing"),
        ("apiServer: {}", "nothing"),
        ("apiServer:", "nothing"),
        ("a: [", "nothing"),
        ("", "nothing"),
    ],
    ids=["v1beta3", "v1beta4", "other arguments", "no arguments", "null", "broken", "empty"],
)
def test_kubeadm_s_record(text: str, found: str) -> None:
    assert _text(kubeadm.node_port_range(text)) == found


@pytest.mark.parametrize(
    ("node", "found"),
    [
        (_k3s("server", "--service-node-port-range", "1-2"), "1-2"),
        (_k3s("server", "--kube-apiserver-arg=service-node-port-range=1-2"), "1-2"),
        (_k3s("server", "--disable", "traefik"), "30000-32767"),
        (_k3s("agent"), "nothing"),
        (Node(), "nothing"),
        (Node(metadata=ObjectMeta(annotations=Annotations(k3s_node_args="{broken"))), "nothing"),
    ],
    ids=["its own flag", "passed on", "default", "an agent", "no k3s", "broken"],
)
def test_k3s_node_arguments(node: Node, found: str) -> None:
    assert _text(k3s.node_port_range((node,))) == found


def test_the_most_reliable_source_decides() -> None:
    recorded = ConfigMap(
        metadata=ObjectName(name="kubeadm-config"),
        data={"ClusterConfiguration": "apiServer: {extraArgs: {service-node-port-range: 5-6}}"},
    )
    everything = Evidence(
        flags="service-node-port-range=1-2",
        servers=(_server("kube-apiserver", "--service-node-port-range=3-4"),),
        config_maps=(recorded,),
    )
    assert str(node_port_range(everything, ())[0]) == "1-2"
    assert str(node_port_range(Evidence(servers=everything.servers, config_maps=(recorded,)), ())[0]) == "3-4"
    found, gaps = node_port_range(Evidence(config_maps=(recorded,)), ())
    assert (str(found), found.proven, found.source, gaps) == ("5-6", True, "ConfigMap kube-system/kubeadm-config", ())


def test_only_what_could_not_be_read_is_a_gap() -> None:
    assert node_port_range(Evidence(), ()) == (NodePortRange(), ())
    unread = (Unread(name="/flagz", reason=GapReason.FORBIDDEN, detail="no"),)
    found, (gap,) = node_port_range(Evidence(unread_range=unread), ())
    assert not found.proven
    assert (gap.resource, gap.reason, gap.detail) == (Resource.NODE_PORT_RANGE, GapReason.FORBIDDEN, "no")
    assert "/flagz" in gap.what
    known = Evidence(unread_range=unread, servers=(_server("kube-apiserver"),))
    assert node_port_range(known, ())[1] == ()
