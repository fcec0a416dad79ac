"""Every source of the service proxy, and which of them decides."""

from __future__ import annotations

import json

import pytest

from kprobe.kube.facts import ebpf, k3s, kube_proxy
from kprobe.kube.facts.conclusions import service_proxy
from kprobe.kube.facts.evidence import ConfigMap, Evidence, ObjectName, Unread
from kprobe.model.objects.meta import Annotations, ObjectMeta
from kprobe.model.objects.node import Node
from kprobe.model.snapshot import DataPlane, GapReason, Resource, ServiceProxy


def _map(name: str, key: str, text: str) -> ConfigMap:
    return ConfigMap(metadata=ObjectName(name=name), data={key: text})


def _k3s(*arguments: str) -> Node:
    return Node(metadata=ObjectMeta(name="n", annotations=Annotations(k3s_node_args=json.dumps(arguments))))


@pytest.mark.parametrize(
    ("text", "mode", "addresses"),
    [
        ('mode: ""', DataPlane.IPTABLES, ()),
        ("mode: iptables", DataPlane.IPTABLES, ()),
        (
            "kind: KubeProxyConfiguration\nmode: nftables\nnodePortAddresses: [primary]",
            DataPlane.NFTABLES,
            ("primary",),
        ),
        ("mode: ipvs\nnodePortAddresses: null", DataPlane.IPVS, ()),
        ("nodePortAddresses: [10.0.0.0/8, fd00::/8]", DataPlane.IPTABLES, ("10.0.0.0/8", "fd00::/8")),
        ("mode: kernelspace", DataPlane.UNKNOWN, ()),
    ],
)
def test_kube_proxy_s_configuration(text: str, mode: DataPlane, addresses: tuple[str, ...]) -> None:
    found = kube_proxy.service_proxy(text, "kube-proxy")
    assert found == ServiceProxy(mode=mode, node_port_addresses=addresses, source="ConfigMap kube-system/kube-proxy")


@pytest.mark.parametrize("text", ["a: [", "- a", "kind: Config", ""])
def test_something_else_in_its_place(text: str) -> None:
    assert kube_proxy.service_proxy(text, "kube-proxy") is None


@pytest.mark.parametrize(("value", "found"), [("true", True), ("strict", True), ("false", False), ("partial", False)])
def test_cilium_in_kube_proxy_s_place(value: str, found: bool) -> None:  # noqa: FBT001
    assert (ebpf.cilium({ebpf.CILIUM_KEY: value}) is not None) is found


def test_cilium_s_own_range_addresses_and_silence() -> None:
    plain = ebpf.cilium({ebpf.CILIUM_KEY: "true"})
    assert plain is not None
    assert (str(plain.node_port_range), plain.node_port_addresses, plain.drops) == ("30000-32767", (), False)
    assert plain.node_port_range is not None
    assert not plain.node_port_range.proven
    told = ebpf.cilium(
        {
            ebpf.CILIUM_KEY: "true",
            "node-port-range": "20000,22767",
            "nodeport-addresses": "192.0.2.0/24, 2001:db8::/32",
            "service-no-backend-response": "drop",
        }
    )
    assert told is not None
    assert (str(told.node_port_range), told.drops) == ("20000-22767", True)
    assert told.node_port_addresses == ("192.0.2.0/24", "2001:db8::/32")
    assert told.node_port_range is not None
    assert told.node_port_range.proven


@pytest.mark.parametrize(
    ("arguments", "mode", "addresses"),
    [
        (("server",), DataPlane.IPTABLES, ()),
        (("server", "--kube-proxy-arg=proxy-mode=ipvs"), DataPlane.IPVS, ()),
        (
            ("server", "--kube-proxy-arg", "nodeport-addresses=10.0.0.0/8,::1/128"),
            DataPlane.IPTABLES,
            ("10.0.0.0/8", "::1/128"),
        ),
        (("server", "--disable-kube-proxy"), DataPlane.UNKNOWN, ()),
    ],
    ids=["as it comes", "ipvs", "addresses", "without"],
)
def test_k3s_and_its_own(arguments: tuple[str, ...], mode: DataPlane, addresses: tuple[str, ...]) -> None:
    found = k3s.service_proxy((_k3s("agent"), _k3s(*arguments)))
    assert found is not None
    assert (found.mode, found.node_port_addresses) == (mode, addresses)


def test_ebpf_wins_over_a_configuration_that_was_left_behind() -> None:
    left_behind = _map("kube-proxy", "config.conf", "mode: iptables")
    cilium = Evidence(config_maps=(left_behind, _map("cilium-config", "kube-proxy-replacement", "true")))
    assert service_proxy(cilium, ())[0].mode is DataPlane.EBPF
    assert service_proxy(Evidence(config_maps=(left_behind,), felix_bpf=True), ())[0].mode is DataPlane.EBPF
    beside = Evidence(config_maps=(left_behind, _map("cilium-config", "kube-proxy-replacement", "false")))
    assert service_proxy(beside, ())[0].mode is DataPlane.IPTABLES


def test_eks_keeps_it_under_another_name() -> None:
    found, _ = service_proxy(Evidence(config_maps=(_map("kube-proxy-config", "config", "mode: ipvs"),)), ())
    assert (found.mode, found.source) == (DataPlane.IPVS, "ConfigMap kube-system/kube-proxy-config")


def test_only_what_could_not_be_read_is_a_gap() -> None:
    assert service_proxy(Evidence(), ()) == (ServiceProxy(), ())
    unread = (Unread(name="ConfigMap kube-system/kube-proxy", reason=GapReason.TIMED_OUT),)
    found, (gap,) = service_proxy(Evidence(unread_proxy=unread), ())
    assert found.mode is DataPlane.UNKNOWN
    assert (gap.resource, gap.reason) == (Resource.SERVICE_PROXY, GapReason.TIMED_OUT)
    assert service_proxy(Evidence(unread_proxy=unread), (_k3s("server"),))[1] == ()
