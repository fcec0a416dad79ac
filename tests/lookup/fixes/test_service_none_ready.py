from __future__ import annotations

from msgspec import structs

from kprobe.model.objects.pod import ContainerState, StateDetail
from tests.kit.lookup import fixed
from tests.kit.objects import cluster, deployed, served, service

WEB = service("web", selector={"app": "web"})


def test_a_pod_that_runs_and_is_not_ready_is_asked_for_its_last_words() -> None:
    of = cluster(*served(WEB, deployed("web", is_ready=False)))
    assert fixed(of, "KP302") == (
        "kubectl -n shop describe pod/web-7d4b9-1",
        "kubectl -n shop logs pod/web-7d4b9-1 -c app --tail=20",
    )


def test_one_that_ended_before_is_asked_for_the_words_of_then() -> None:
    waiting = deployed("web", waiting="CrashLoopBackOff")
    ended = ContainerState(terminated=StateDetail(reason="Error", exit_code=1))
    statuses = tuple(structs.replace(s, last_state=ended) for s in waiting.status.container_statuses or ())
    waiting = structs.replace(waiting, status=structs.replace(waiting.status, container_statuses=statuses))
    assert fixed(cluster(*served(WEB, waiting)), "KP302")[1].endswith("--previous")


def test_one_that_never_ran_has_said_nothing() -> None:
    of = cluster(*served(WEB, deployed("web", waiting="ImagePullBackOff")))
    assert fixed(of, "KP302") == ("kubectl -n shop describe pod/web-7d4b9-1",)
