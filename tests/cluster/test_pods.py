from __future__ import annotations

import pytest

from kprobe.cluster.pods import declared_ports, finished, leaving, pod_addresses, ready
from kprobe.cluster.trouble import trouble
from kprobe.model.objects.pod import ContainerState, ContainerStatus, StateDetail
from tests.kit.objects import container_port, pod
from tests.kit.stages import with_status


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


def _status(name: str, *, waiting: str = "", exit_code: int | None = None) -> ContainerStatus:
    ended = (
        None if exit_code is None else StateDetail(reason="Error" if exit_code else "Completed", exit_code=exit_code)
    )
    state = ContainerState(waiting=StateDetail(reason=waiting) if waiting else None, terminated=ended)
    return ContainerStatus(name=name, state=state)


@pytest.mark.parametrize(
    ("regular", "init", "words"),
    [
        (
            _status("app", waiting="PodInitializing"),
            _status("proxy", waiting="CrashLoopBackOff"),
            "container proxy waits",
        ),
        (_status("app", waiting="PodInitializing"), _status("migrate", exit_code=1), "container migrate ended: Error"),
        (_status("app", waiting="PodInitializing"), _status("migrate", exit_code=0), "container app waits: PodInit"),
        (_status("app", waiting="CrashLoopBackOff"), _status("migrate", exit_code=0), "container app waits: CrashLoop"),
        (_status("app", waiting="ContainerCreating"), _status("migrate"), "init container migrate has not finished"),
    ],
    ids=[
        "a sidecar crashes",
        "an init container failed",
        "one ended well",
        "the container itself",
        "an init container is at it",
    ],
)
def test_the_container_that_holds_a_pod_up_is_named(
    regular: ContainerStatus, init: ContainerStatus, words: str
) -> None:
    held = with_status(
        pod("a", sidecar_ports=(container_port(80),), is_ready=False, phase="Pending"),
        container_statuses=(regular,),
        init_container_statuses=(init,),
    )
    assert words in trouble(held)
