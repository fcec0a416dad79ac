from __future__ import annotations

import pytest

from kprobe.cluster.pods import declared_ports, finished, leaving, pod_addresses, ready, trouble
from kprobe.model.objects.pod import ContainerState, ContainerStatus, Pod, StateDetail
from tests.kit.objects import NO_FREE_PORTS, container_port, pod
from tests.kit.stages import with_status


@pytest.mark.parametrize(
    ("sick", "words"),
    [
        pytest.param(pod("a"), "", id="nothing"),
        pytest.param(pod("a", waiting="CrashLoopBackOff"), "container app waits: CrashLoopBackOff", id="crashing"),
        pytest.param(pod("a", terminated="OOMKilled"), "container app ended: OOMKilled", id="killed"),
        pytest.param(pod("a", unscheduled=NO_FREE_PORTS), f"not scheduled: {NO_FREE_PORTS}", id="not_scheduled"),
        pytest.param(pod("a", is_ready=False, gate="lb"), "readiness gate lb is not met", id="a_gate"),
        pytest.param(pod("a", is_ready=False), "running, but its readiness probe does not pass", id="its_probe"),
        pytest.param(pod("a", phase="Failed", reason="Evicted"), "Evicted", id="evicted"),
    ],
)
def test_what_keeps_a_pod_from_being_ready(sick: Pod, words: str) -> None:
    assert trouble(sick) == words


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
        (_status("app", waiting="ContainerCreating"), _status("migrate"), "container app waits: ContainerCreating"),
    ],
    ids=["a sidecar crashes", "an init container failed", "one ended well", "the container itself", "it is made"],
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
