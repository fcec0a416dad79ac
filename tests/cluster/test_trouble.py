from __future__ import annotations

import pytest
from msgspec import structs

from kprobe.cluster.trouble import probe_ports, trouble
from kprobe.model.objects.meta import Condition
from kprobe.model.objects.pod import (
    Container,
    ContainerPort,
    ContainerState,
    ContainerStatus,
    Pod,
    Probe,
    ProbeAction,
    StateDetail,
)
from tests.kit.objects import NO_FREE_PORTS, pod
from tests.kit.stages import with_spec, with_status

UNREADY = pod("a", is_ready=False)


def probed(port: int | str, *, is_ready: bool = False) -> Pod:
    container = Container(
        name="app",
        ports=(ContainerPort(name="health", container_port=9091),),
        readiness_probe=Probe(http_get=ProbeAction(port=port)),
    )
    return with_spec(pod("a", is_ready=is_ready), containers=(container,))


def initialised(state: ContainerState, *, sidecar: bool = False) -> Pod:
    status = ContainerStatus(name="wait", state=state)
    starting = pod("a", phase="Pending", waiting="PodInitializing")
    container = Container(name="wait", restart_policy="Always" if sidecar else None)
    return with_status(with_spec(starting, init_containers=(container,)), init_container_statuses=(status,))


def backing_off(reason: str, code: int) -> Pod:
    status = ContainerStatus(
        name="app",
        state=ContainerState(waiting=StateDetail(reason="CrashLoopBackOff", message="back-off 10s")),
        last_state=ContainerState(terminated=StateDetail(reason=reason, exit_code=code)),
    )
    return with_status(UNREADY, container_statuses=(status,))


def said(sick: Pod, *conditions: Condition) -> Pod:
    return with_status(sick, conditions=conditions)


IMAGE = StateDetail(reason="ImagePullBackOff", message='Back-off pulling image "web:2"')


@pytest.mark.parametrize(
    ("sick", "words"),
    [
        pytest.param(pod("a"), "", id="nothing"),
        pytest.param(pod("a", waiting="CrashLoopBackOff"), "container app waits: CrashLoopBackOff", id="crashing"),
        pytest.param(
            backing_off("OOMKilled", 137),
            "container app waits: CrashLoopBackOff, after it ended: OOMKilled, exit code 137",
            id="crashing_for_want_of_memory",
        ),
        pytest.param(
            with_status(
                UNREADY, container_statuses=(ContainerStatus(name="app", state=ContainerState(waiting=IMAGE)),)
            ),
            'container app waits: ImagePullBackOff: Back-off pulling image "web:2"',
            id="no_image",
        ),
        pytest.param(pod("a", terminated="OOMKilled"), "container app ended: OOMKilled", id="killed"),
        pytest.param(pod("a", unscheduled=NO_FREE_PORTS), f"not scheduled: {NO_FREE_PORTS}", id="not_scheduled"),
        pytest.param(pod("a", is_ready=False, gate="lb"), "readiness gate lb is not met", id="a_gate"),
        pytest.param(
            said(
                with_spec(probed(9090), readiness_gates=pod("b", gate="lb").spec.readiness_gates),
                Condition(type="ContainersReady", status="False"),
            ),
            "running, but the readiness probe of app does not pass (it asks port 9090)",
            id="a_gate_that_is_not_the_first_to_fail",
        ),
        pytest.param(
            probed("health"),
            "running, but the readiness probe of app does not pass (it asks port 9091)",
            id="its_probe_by_a_ports_name",
        ),
        pytest.param(
            said(UNREADY, Condition(type="Ready", status="False", message="node node1 is not ready")),
            "running, but not ready: node node1 is not ready",
            id="its_node",
        ),
        pytest.param(UNREADY, "running, but not ready", id="no_reason_at_all"),
        pytest.param(
            initialised(ContainerState()), "init container wait has not finished", id="an_init_container_that_runs_on"
        ),
        pytest.param(
            initialised(ContainerState(waiting=StateDetail(reason="CrashLoopBackOff"))),
            "init container wait waits: CrashLoopBackOff",
            id="an_init_container_that_crashes",
        ),
        pytest.param(
            initialised(ContainerState(terminated=StateDetail(reason="Completed", exit_code=0))),
            "container app waits: PodInitializing",
            id="an_init_container_that_is_done",
        ),
        pytest.param(
            initialised(ContainerState(), sidecar=True),
            "container app waits: PodInitializing",
            id="a_sidecar_that_runs",
        ),
        pytest.param(pod("a", phase="Failed", reason="Evicted"), "Evicted", id="evicted"),
    ],
)
def test_what_keeps_a_pod_from_being_ready(sick: Pod, words: str) -> None:
    assert trouble(sick) == words


def test_the_ports_that_readiness_probes_ask() -> None:
    assert probe_ports(probed("health")) == (9091,)
    assert probe_ports(probed("absent")) == ()
    tcp = Container(name="app", readiness_probe=Probe(tcp_socket=ProbeAction(port=5)))
    assert probe_ports(with_spec(pod("a"), containers=(tcp, structs.replace(tcp, readiness_probe=Probe())))) == (5,)


@pytest.mark.parametrize(
    ("started", "words"),
    [
        pytest.param(False, "the startup probe of app has not passed yet", id="not_started"),
        pytest.param(True, "running, but not ready", id="started"),
        pytest.param(None, "running, but not ready", id="not_said"),
    ],
)
def test_a_startup_probe_holds_readiness_up_until_it_has_passed(started: bool | None, words: str) -> None:  # noqa: FBT001
    container = Container(name="app", startup_probe=Probe(tcp_socket=ProbeAction(port=9)))
    status = ContainerStatus(name="app", started=started, state=ContainerState())
    found = with_status(with_spec(pod("a", is_ready=False), containers=(container,)), container_statuses=(status,))
    assert words in trouble(found)
    assert ("startup" in trouble(found)) is (started is False)
