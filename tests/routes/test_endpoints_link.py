from __future__ import annotations

import pytest

from kprobe.model.probe import PortState
from kprobe.model.route import EntryRoute, LinkState
from kprobe.model.snapshot import Gap, Resource
from tests.kit.objects import (
    ApiObject,
    cluster,
    deployed,
    endpoint,
    endpoint_slice,
    gap,
    served,
    service,
    service_port,
    slices_of,
    workload,
)
from tests.kit.stages import entry_of, link_of, predicted, routes

WEB = service("web", selector={"app": "web"})
MANUAL = service("web", selector=None)


def first(*objects: ApiObject, gaps: tuple[Gap, ...] = ()) -> EntryRoute:
    return entry_of(routes(cluster(*objects, gaps=gaps))["node-port/shop/web/80/TCP"], "node1")


@pytest.mark.parametrize(
    ("objects", "state", "finding", "reason"),
    [
        pytest.param(served(WEB, deployed("web")), LinkState.OK, "", "1 endpoint ready", id="ready"),
        pytest.param(
            served(WEB, deployed("web", is_ready=False)), LinkState.BROKEN, "KP302", "not ready", id="not ready"
        ),
        pytest.param(
            (WEB, endpoint_slice("web", ports=None)), LinkState.BROKEN, "KP301", "matches no pod", id="matches no pod"
        ),
        pytest.param((MANUAL,), LinkState.BROKEN, "KP305", "no selector", id="no selector and no slice"),
        pytest.param(
            (MANUAL, endpoint_slice("web", endpoint("198.51.100.99"))),
            LinkState.OK,
            "",
            "1 endpoint ready",
            id="hand-made endpoints without conditions are ready",
        ),
        pytest.param(
            (MANUAL, endpoint_slice("web", endpoint("198.51.100.99", is_ready=False))),
            LinkState.BROKEN,
            "KP302",
            "hand-made",
            id="hand-made endpoints that are not ready",
        ),
        pytest.param(
            (WEB, deployed("web"), endpoint_slice("web", endpoint("10.244.0.7"), ports=None)),
            LinkState.BROKEN,
            "KP303",
            "no EndpointSlice carries port 80/TCP",
            id="ready endpoints without a port",
        ),
        pytest.param(
            (
                WEB,
                deployed("web"),
                endpoint_slice("web", endpoint("10.0.0.9", is_ready=False, serving=True, terminating=True)),
            ),
            LinkState.OK,
            "",
            "all terminating",
            id="only terminating ones are left",
        ),
    ],
)
def test_state_and_finding(objects: tuple[ApiObject, ...], state: LinkState, finding: str, reason: str) -> None:
    found = link_of(first(*objects), "endpoints")
    assert (found.state, found.finding) == (state, finding)
    assert reason in found.reason


@pytest.mark.parametrize(
    ("objects", "resource"),
    [
        pytest.param((WEB, deployed("web")), Resource.ENDPOINT_SLICES, id="EndpointSlices unreadable"),
        pytest.param((WEB,), Resource.PODS, id="no endpoints, and pods unreadable"),
    ],
)
def test_what_could_not_be_read_is_unknown_and_predicts_nothing(
    objects: tuple[ApiObject, ...], resource: Resource
) -> None:
    found = first(*objects, gaps=(gap(resource),))
    assert link_of(found, "endpoints").state is LinkState.UNKNOWN
    seen = predicted(found)
    assert (seen.states, seen.works) == ((), None)


def test_another_namespaces_gap_does_not_touch_what_was_read() -> None:
    found = first(*served(WEB, deployed("web")), gaps=(gap(Resource.ENDPOINT_SLICES, read_in=("shop",)),))
    assert link_of(found, "endpoints").state is LinkState.OK


def test_ready_endpoints_answer_even_where_pods_cannot_be_read() -> None:
    found = first(*served(WEB, deployed("web")), gaps=(gap(Resource.PODS),))
    assert predicted(found).states == (PortState.OPEN,)


def test_the_evidence_names_endpoints_or_what_is_wrong_with_the_pods() -> None:
    good = link_of(first(*served(WEB, deployed("web"))), "endpoints")
    assert good.evidence == ("10.244.0.7:8080 on node1",)
    bad = link_of(first(*served(WEB, deployed("web", waiting="ImagePullBackOff"))), "endpoints")
    assert bad.evidence == ("pod web-7d4b9-1: container app waits: ImagePullBackOff",)


def test_pods_that_are_not_ready_are_counted_beside_those_that_are() -> None:
    two = (deployed("web"), deployed("web", 2, is_ready=False, addresses=("10.244.0.8",)))
    assert link_of(first(WEB, *two, slices_of(WEB, *two)), "endpoints").reason == "1 endpoint ready, 1 more not ready"


def test_ready_pods_without_the_named_port_are_not_called_unready() -> None:
    web = service("web", service_port(80, target="http", node=30080), selector={"app": "web"})
    pods = (deployed("web"), deployed("web", 2, addresses=("10.244.0.8",)))
    entry = first(
        web,
        *pods,
        endpoint_slice("web", endpoint("10.244.0.7", pod_name=pods[0].metadata.name)),
        endpoint_slice("web", endpoint("10.244.0.8", pod_name=pods[1].metadata.name), ports=None, number=2),
    )
    assert link_of(entry, "endpoints").reason == "1 endpoint ready, 1 more without the port that targetPort names"


@pytest.mark.parametrize(
    ("replicas", "finding", "reason"),
    [(0, "KP306", "is scaled to zero"), (2, "KP307", "should have pods, but has none")],
    ids=["scaled to zero", "pods that are not made"],
)
def test_a_workload_without_pods_is_named(replicas: int, finding: str, reason: str) -> None:
    shop = cluster(WEB, deployments=(workload("web", replicas=replicas),))
    link = link_of(entry_of(routes(shop)["node-port/shop/web/80/TCP"], "node1"), "endpoints")
    assert (link.state, link.finding) == (LinkState.BROKEN, finding)
    assert reason in link.reason
