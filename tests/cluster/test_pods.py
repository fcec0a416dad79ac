from __future__ import annotations

from kprobe.cluster.pods import declared_ports, finished, leaving, pod_addresses, ready
from tests.kit.objects import container_port, pod


def test_finished_leaving_and_ready() -> None:
    assert finished(pod("a", phase="Succeeded"))
    assert not finished(pod("a"))
    assert leaving(pod("a", deleted=True))
    assert ready(pod("a"))
    assert not ready(pod("a", is_ready=False))


def test_native_sidecars_declare_ports_too() -> None:
    both = pod("a", ports=(container_port(80),), sidecar_ports=(container_port(81),))
    assert [p.container_port for _, p in declared_ports(both)] == [80, 81]


def test_a_pods_addresses() -> None:
    assert pod_addresses(pod("a", addresses=("10.0.0.1", "fd00::1"))) == ("10.0.0.1", "fd00::1")
    assert pod_addresses(pod("a", unscheduled="x")) == ()
