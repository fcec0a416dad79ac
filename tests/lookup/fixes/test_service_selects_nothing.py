from __future__ import annotations

from tests.kit.lookup import deployment, fixed, with_deployments
from tests.kit.objects import cluster, pod, service

WBE = service("web", selector={"app": "wbe"})


def test_the_selector_becomes_that_of_the_closest_workload() -> None:
    of = with_deployments(cluster(WBE), deployment("web"), deployment("mail"))
    assert fixed(of, "KP301") == ("""kubectl -n shop patch service/web -p '{"spec":{"selector":{"app":"web"}}}'""",)


def test_a_label_that_the_workload_lacks_is_taken_out() -> None:
    of = with_deployments(
        cluster(service("web", selector={"app": "web", "tier": "front", "team": "a"})),
        deployment("web", labels={"app": "web", "team": "a"}),
    )
    (command,) = fixed(of, "KP301")
    assert '{"tier":null}' in command


def test_a_bare_pod_is_as_good() -> None:
    of = cluster(WBE, pod("one", labels={"app": "web"}))
    assert fixed(of, "KP301") == ("""kubectl -n shop patch service/web -p '{"spec":{"selector":{"app":"web"}}}'""",)


def test_two_workloads_that_are_as_close_give_no_command() -> None:
    of = with_deployments(
        cluster(WBE), deployment("a", labels={"app": "web1"}), deployment("b", labels={"app": "web2"})
    )
    assert fixed(of, "KP301") == ()


def test_another_namespace_and_another_name_give_none() -> None:
    of = with_deployments(cluster(WBE), deployment("web", namespace="bank"), deployment("mail"))
    assert fixed(of, "KP301") == ()
