from __future__ import annotations

import pytest

from kprobe.model.finding import Confidence
from kprobe.model.objects.pod import Pod
from kprobe.model.probe import PortState
from kprobe.model.route import EntryRoute, LinkState
from kprobe.model.snapshot import DataPlane, NodePortRange
from tests.kit.objects import ApiObject, cluster, deployed, node, pod, served, service
from tests.kit.stages import entry_of, link_of, predicted, routes, with_proxy, with_spec

WEB = "node-port/shop/web/80/TCP"
SOUND = served(service("web", selector={"app": "web"}), deployed("web"))
DUAL = (node("node1", "192.0.2.11", "198.51.100.11", "2001:db8::11"), node("node2"))


def on(name: str, *objects: ApiObject, plane: DataPlane = DataPlane.IPTABLES) -> EntryRoute:
    return entry_of(routes(cluster(*SOUND, *objects, plane=plane))[WEB], name)


def kube_proxy(name: str, *, ready: bool = True, waiting: str = "") -> Pod:
    return pod(
        f"kube-proxy-{name}",
        namespace="kube-system",
        node=name,
        labels={"k8s-app": "kube-proxy"},
        owner="DaemonSet/kube-proxy",
        host_network=True,
        is_ready=ready,
        waiting=waiting,
    )


def test_the_links_in_the_order_in_which_a_client_meets_them() -> None:
    assert [link.link for link in on("node1").links] == ["node", "service-proxy", "endpoints", "process"]


@pytest.mark.parametrize(
    ("second", "words"),
    [
        ((), "node2 has no pod of kube-proxy, while other nodes have one"),
        ((kube_proxy("node2", waiting="CrashLoopBackOff"),), "kube-proxy does not run on node2: container app waits"),
    ],
    ids=["missing", "crashing"],
)
def test_a_node_without_a_running_kube_proxy_is_in_doubt_and_no_alarm(second: tuple[Pod, ...], words: str) -> None:
    found = on("node2", kube_proxy("node1"), *second)  # NP-19
    link, seen = link_of(found, "service-proxy"), predicted(found)
    assert (link.state, link.finding) == (LinkState.UNKNOWN, "")
    assert words in link.reason
    assert (seen.works, seen.confidence) == (None, Confidence.POSSIBLE)
    assert {PortState.OPEN, PortState.CLOSED} <= set(seen.states)
    assert predicted(on("node1", kube_proxy("node1"), *second)).works is True


@pytest.mark.parametrize(
    ("objects", "plane"),
    [
        pytest.param((kube_proxy("node1"), kube_proxy("node2")), DataPlane.IPTABLES, id="one on each node"),
        pytest.param((), DataPlane.IPTABLES, id="none in pods at all, as with k3s"),
        pytest.param((kube_proxy("node1"),), DataPlane.EBPF, id="one left behind beside an eBPF data plane"),
    ],
)
def test_nothing_is_held_against_a_node(objects: tuple[ApiObject, ...], plane: DataPlane) -> None:
    assert link_of(on("node2", *objects, plane=plane), "service-proxy").state is LinkState.OK


@pytest.mark.parametrize("first", [20000, 30000])
def test_a_port_outside_the_data_planes_own_range_is_not_served(first: int) -> None:  # NP-21
    own = NodePortRange(first=first, last=first + 79, source="cilium-config", proven=True)
    found = routes(with_proxy(cluster(*SOUND, plane=DataPlane.EBPF), node_port_range=own))[WEB]
    link = link_of(entry_of(found, "node1"), "service-proxy")
    assert (link.state, link.finding) == (LinkState.BROKEN, "KP201")
    assert (predicted(found.entries[0]).works, predicted(found.entries[0]).confidence) == (False, Confidence.LIKELY)
    wider = NodePortRange(first=first, last=first + 20000, source="cilium-config", proven=True)
    found = routes(with_proxy(cluster(*SOUND, plane=DataPlane.EBPF), node_port_range=wider))[WEB]
    assert predicted(found.entries[0]).works is True


def test_addresses_and_families_at_which_it_is_not_served_are_said() -> None:  # NP-9, NP-29
    found = routes(cluster(*SOUND, *DUAL, node_port_addresses=("192.0.2.0/24",)))[WEB]
    evidence = link_of(entry_of(found, "node1"), "service-proxy").evidence
    assert "not served on 198.51.100.11, which nodePortAddresses leaves out" in evidence
    assert "not served over IPv6, which spec.ipFamilies lacks" in evidence
    assert link_of(entry_of(found, "node2"), "service-proxy").evidence == ("from test",)


def test_session_affinity_is_said_where_a_service_has_it() -> None:  # NP-26
    web = with_spec(service("web", selector={"app": "web"}), session_affinity="ClientIP")
    sticky = entry_of(routes(cluster(*served(web, deployed("web"))))[WEB], "node1")
    assert link_of(sticky, "session-affinity").state is LinkState.OK
    assert predicted(sticky).works is True
