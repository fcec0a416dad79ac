from __future__ import annotations

import pytest
from msgspec import structs

from kprobe.model.objects.node import Node, NodeSystemInfo
from kprobe.model.route import EntryRoute, LinkState
from kprobe.model.snapshot import DataPlane
from tests.kit.objects import cluster, deployed, node, served, service
from tests.kit.stages import entry_of, link_of, predicted, routes

LABEL = "service.kubernetes.io/service-proxy-name"


def first(
    plane: DataPlane, *, labels: dict[str, str] | None = None, machine: Node | None = None, ready: bool = True
) -> EntryRoute:
    web = service("web", selector={"app": "web"}, labels=labels)
    objects = served(web, deployed("web", is_ready=ready))
    found = routes(cluster(*objects, machine or node("node1"), plane=plane))
    return entry_of(found["node-port/shop/web/80/TCP"], "node1")


@pytest.mark.parametrize(
    ("plane", "reason"),
    [
        (DataPlane.IPTABLES, "kube-proxy iptables"),
        (DataPlane.NFTABLES, "kube-proxy nftables"),
        (DataPlane.IPVS, "kube-proxy ipvs"),
        (DataPlane.EBPF, "an eBPF data plane"),
    ],
)
def test_a_known_data_plane_is_named(plane: DataPlane, reason: str) -> None:
    found = link_of(first(plane), "service-proxy")
    assert found.state is LinkState.OK
    assert found.reason.startswith(reason)


def test_an_unknown_data_plane_is_said_but_does_not_stop_a_sound_service() -> None:
    entry = first(DataPlane.UNKNOWN)
    assert link_of(entry, "service-proxy").state is LinkState.UNKNOWN
    assert predicted(entry).works is True


def test_what_is_read_of_linux_nodes_says_nothing_about_a_windows_node() -> None:
    windows = node("node1")
    system = structs.replace(windows.status, node_info=NodeSystemInfo(operating_system="windows"))
    entry = first(DataPlane.IPTABLES, machine=structs.replace(windows, status=system))
    assert link_of(entry, "service-proxy").state is LinkState.UNKNOWN


def test_a_label_that_names_another_proxy_leaves_everything_open() -> None:  # row NP-20
    entry = first(DataPlane.IPTABLES, labels={LABEL: "kube-router"})
    assert link_of(entry, "service-proxy").state is LinkState.UNKNOWN
    assert (predicted(entry).states, predicted(entry).works) == ((), None)


def test_another_proxy_cannot_serve_a_service_without_endpoints_either() -> None:
    assert predicted(first(DataPlane.IPTABLES, labels={LABEL: "other"}, ready=False)).works is False
