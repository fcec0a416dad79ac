from __future__ import annotations

import pytest
from msgspec import structs

from kprobe.cluster.endpoints import Backend
from kprobe.cluster.suspects import only_one_on, suspects_among
from kprobe.cluster.workloads import pod_ref
from kprobe.model.objects.pod import ContainerStatus, Pod
from tests.kit.objects import container_port, deployed, pod
from tests.kit.stages import with_status

PORT = (container_port(8080),)


def backend(of: Pod | None, number: int, port: int = 8080) -> Backend:
    return Backend(
        address=f"10.244.0.{number}",
        port=port,
        node="node1",
        pod=pod_ref(of) if of else None,
        ready=True,
        serving=True,
        terminating=False,
    )


def found(*pods: Pod | None) -> dict[str, tuple[str, ...]]:
    backends = [backend(p, n) for n, p in enumerate(pods, 1)]
    named = suspects_among(backends, [p for p in pods if p], "TCP")
    return {s.pod.name if s.pod else s.address: s.reasons for s in named}


GOOD = [deployed("web", n, ports=PORT) for n in (1, 2, 3)]


def test_pods_of_one_workload_that_are_alike_are_all_innocent() -> None:
    assert found(*GOOD) == {}
    assert found(GOOD[0]) == {}


def test_a_rollout_is_no_difference() -> None:
    assert found(*GOOD[:2], deployed("web", 4, revision="9f8e7", ports=PORT)) == {}


@pytest.mark.parametrize(
    ("odd", "words"),
    [
        pytest.param(
            deployed("web", 9, ports=(container_port(9999),)),
            ("it declares 9999/TCP, not 8080/TCP to which it is sent",),
            id="declares_another_port",
        ),
        pytest.param(
            deployed("web", 9, ports=PORT, image="registry.example/app:2"),
            ("it runs registry.example/app:2, most others registry.example/app:1",),
            id="runs_another_image",
        ),
        pytest.param(
            deployed("web", 9, ports=PORT, is_ready=False), ("it is not ready: running, but not ready",), id="not_ready"
        ),
        pytest.param(
            with_status(
                deployed("web", 9, ports=PORT), container_statuses=(ContainerStatus(name="app", restart_count=7),)
            ),
            ("it has restarted 7 times",),
            id="restarts",
        ),
        pytest.param(
            pod("web-7d4b9-9", labels={"app": "web"}, ports=PORT),
            ("it belongs to Pod shop/web-7d4b9-9, most others to Deployment shop/web",),
            id="is_nobodys",
        ),
        pytest.param(
            deployed("web", 9, ports=PORT, labels={"tier": "x"}),
            ("it has labels app=web,tier=x, most others app=web",),
            id="has_other_labels",
        ),
    ],
)
def test_one_that(odd: Pod, words: tuple[str, ...]) -> None:
    assert found(*GOOD, odd) == {"web-7d4b9-9": words}


def test_one_made_by_hand_among_pods() -> None:
    assert "10.244.0.4" in found(*GOOD, None)


def test_the_most_different_comes_first() -> None:
    slightly = deployed("web", 8, ports=PORT, image="registry.example/app:2")
    very = pod("web-7d4b9-9", labels={"app": "web"}, ports=(container_port(9999),))
    assert list(found(*GOOD, slightly, very)) == ["web-7d4b9-9", "web-7d4b9-8"]


def test_half_against_half_is_no_majority() -> None:
    other = [deployed("web", n, ports=PORT, image="registry.example/app:2") for n in (8, 9)]
    assert found(*GOOD[:2], *other) == {}


def test_a_number_that_differs_from_pod_to_pod() -> None:  # row SV-8
    backends = [backend(p, n) for n, p in enumerate(GOOD, 1)]
    odd = structs.replace(GOOD[0], metadata=structs.replace(GOOD[0].metadata, name="odd"))
    (suspect,) = suspects_among([*backends, backend(odd, 9, 9090)], [*GOOD, odd], "TCP")
    assert "it is sent to port 9090, most others to 8080" in suspect.reasons


def test_the_only_one_on_a_node() -> None:
    one, two = backend(GOOD[0], 1), backend(GOOD[1], 2)
    assert [s.reasons for s in only_one_on("node1", (one,))] == [("it is the only endpoint on node1",)]
    assert only_one_on("node1", (one, two)) == ()
