from __future__ import annotations

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.lookup.found import UnknownTarget
from kprobe.model.snapshot import Resource
from tests.kit.lookup import deployment, looked_up, with_deployments
from tests.kit.objects import (
    cluster,
    container_port,
    deployed,
    gap,
    ingress,
    node,
    pod,
    ref,
    served,
    service,
    service_port,
)

WEB = "node-port/shop/web/80/TCP"
FRONT = "ingress/shop/front/shop.example/"
EDGE = "host-port/shop/Deployment/web/8080/TCP"


def shop() -> Cluster:
    """One workload with a NodePort, an Ingress and a host port; another Service that nothing exposes."""
    mapped = (container_port(80, host=8080),)
    web = deployed("web", ports=mapped), deployed("web", 2, node="node2", ports=mapped, addresses=("10.244.0.8",))
    return cluster(
        *served(service("web", selector={"app": "web"}), *web),
        ingress("front"),
        *served(
            service("api", service_port(80, target=8080), type_="ClusterIP", selector={"app": "api"}), deployed("api")
        ),
    )


@pytest.mark.parametrize(
    ("text", "matched", "others"),
    [
        ("svc/shop/web", {WEB, FRONT}, {EDGE}),
        ("deploy/shop/web", {WEB, FRONT, EDGE}, set()),
        ("pod/shop/web-7d4b9-1", {WEB, FRONT, EDGE}, set()),
        ("rs/shop/web-7d4b9", {WEB, FRONT, EDGE}, set()),
        ("ingress/shop/front", {FRONT}, {WEB, EDGE}),
        ("node/node1", {WEB, EDGE}, set()),
        ("svc/shop/web:80", {WEB, FRONT}, {EDGE}),
        ("svc/shop/web:30080", {WEB}, {FRONT, EDGE}),
        ("ingressclass/nginx", set(), set()),
        (WEB, {WEB}, {FRONT, EDGE}),
        ("KP301/Service/shop/web", {WEB, FRONT}, {EDGE}),
        ("svc/shop/api", set(), set()),
    ],
)
def test_an_object_leads_to_its_ways_in(text: str, matched: set[str], others: set[str]) -> None:
    of = shop()
    if text.startswith("ingressclass"):
        with pytest.raises(UnknownTarget):
            looked_up(of, text)
        return
    found = looked_up(of, text)
    assert (set(found.matched), set(found.others)) == (matched, others)
    assert bool(found.reason) is not bool(matched)


def test_a_pod_narrows_host_ports_to_itself_and_a_node_to_its_own_entries() -> None:
    of = shop()
    from kprobe.exposures.classify import classify  # noqa: PLC0415 - needed here alone

    edge = next(e for e in classify(of) if e.id == EDGE)
    assert [e.node for e in edge.entries if looked_up(of, "pod/shop/web-7d4b9-1").means(e)] == ["node1"]
    assert [e.node for e in edge.entries if looked_up(of, "node/node2").means(e)] == ["node2"]
    assert len([e for e in edge.entries if looked_up(of, "deploy/shop/web").means(e)]) == 2


def test_a_workload_without_pods_is_led_to_by_the_services_that_would_select_them() -> None:
    of = with_deployments(cluster(service("web", selector={"app": "web"})), deployment("web", replicas=0))
    found = looked_up(of, "deploy/shop/web")
    assert found.matched == (WEB,)


def test_a_workload_scaled_to_zero_that_nothing_leads_to_is_said_to_be_so() -> None:
    found = looked_up(with_deployments(cluster(), deployment("web", replicas=0)), "deploy/shop/web")
    assert found.matched == ()
    assert "scaled to 0" in found.notes[0]


@pytest.mark.parametrize(
    ("of", "words"),
    [
        ({"type_": "ClusterIP"}, "ClusterIP"),
        ({"type_": "ClusterIP", "cluster_ip": "None"}, "headless"),
        ({"type_": "ExternalName", "cluster_ip": "", "external_name": "db.example"}, "DNS alias for db.example"),
    ],
    ids=["ClusterIP", "headless, SV-15", "ExternalName, SV-16"],
)
def test_a_service_for_the_inside_says_why_it_is_not_exposed(of: dict[str, str], words: str) -> None:
    found = looked_up(cluster(service("web", selector={"app": "web"}, **of)), "svc/shop/web")  # type: ignore[arg-type]
    assert found.matched == ()
    assert words in found.reason
    assert found.known


def test_what_could_not_be_read_makes_not_exposed_doubtful() -> None:
    of = cluster(service("web", type_="ClusterIP"), gaps=(gap(Resource.INGRESSES),))
    found = looked_up(of, "svc/shop/web")
    assert not found.known
    assert "ingresses" in found.reason


def test_a_port_that_the_service_does_not_have_is_unknown_with_its_ports() -> None:
    with pytest.raises(UnknownTarget, match="no port 81") as unknown:
        looked_up(shop(), "svc/shop/web:81")
    assert unknown.value.candidates == ("80",)


def test_a_cron_job_is_known_by_the_jobs_that_it_makes() -> None:
    of = cluster(pod("nightly-29381-x", owner="Job/nightly-29381234", ports=(container_port(80, host=8080),)))
    assert looked_up(of, "cj/shop/nightly").matched == ("host-port/shop/Job/nightly-29381234/8080/TCP",)


def test_a_job_whose_pods_have_ended_is_led_to_by_the_service_that_selects_them() -> None:
    ended = pod("nightly-x", owner="Job/nightly", phase="Succeeded", labels={"app": "web"})
    of = cluster(service("web", selector={"app": "web"}), ended)
    assert looked_up(of, "job/shop/nightly").matched == (WEB,)
    other = pod("nightly-x", owner="Job/nightly", phase="Succeeded", labels={"app": "night"})
    assert looked_up(cluster(service("web", selector={"app": "web"}), other), "job/shop/nightly").matched == ()


@pytest.mark.parametrize("kind", ["cj", "job", "rs", "rc"])
def test_what_is_known_by_its_pods_alone_is_never_said_not_to_exist(kind: str) -> None:
    with pytest.raises(UnknownTarget, match="it may exist all the same"):
        looked_up(cluster(), f"{kind}/shop/nightly")
    with pytest.raises(UnknownTarget, match="there is no Deployment shop/nightly"):
        looked_up(cluster(), "deploy/shop/nightly")


class TestNames:
    def test_one_object_alone_is_unmistakable_without_kind_and_namespace(self) -> None:
        assert looked_up(shop(), "front").subjects == (ref("Ingress shop/front"),)
        assert looked_up(shop(), "node1").subjects == (ref("Node node1"),)
        assert looked_up(shop(), "shop/front").subjects == (ref("Ingress shop/front"),)
        assert looked_up(shop(), "svc/api").subjects == (ref("Service shop/api"),)

    def test_one_name_of_two_objects_is_ambiguous_with_what_could_be_typed(self) -> None:
        with pytest.raises(UnknownTarget, match="name of 2 objects") as unknown:
            looked_up(shop(), "shop/web")
        assert unknown.value.candidates == ("deploy/shop/web", "svc/shop/web")

    def test_the_contexts_namespace_comes_first_and_n_before_it(self) -> None:
        of = cluster(
            service("web", service_port(80, node=30080)),
            service("web", service_port(80, node=30081), namespace="default"),
        )
        assert looked_up(of, "svc/web").subjects == (ref("Service default/web"),)
        assert looked_up(of, "svc/web", "shop").subjects == (ref("Service shop/web"),)

    def test_a_typing_mistake_gets_the_nearest_name(self) -> None:
        with pytest.raises(UnknownTarget, match="no Service shop/wbe") as unknown:
            looked_up(shop(), "svc/shop/wbe")
        assert unknown.value.candidates[0] == "svc/shop/web"
        assert "Did you mean" in unknown.value.hint

    def test_the_right_name_in_the_wrong_namespace_or_kind_is_offered(self) -> None:
        with pytest.raises(UnknownTarget) as unknown:
            looked_up(shop(), "svc/bank/web")
        assert "svc/shop/web" in unknown.value.candidates
        with pytest.raises(UnknownTarget) as unknown:
            looked_up(shop(), "ds/shop/web")
        assert "deploy/shop/web" in unknown.value.candidates

    def test_nothing_that_could_not_be_read_is_said_not_to_exist(self) -> None:
        with pytest.raises(UnknownTarget, match="services could not be read"):
            looked_up(cluster(node("node1"), gaps=(gap(Resource.SERVICES),)), "svc/shop/web")

    def test_an_id_that_is_nearly_right_gets_the_right_one(self) -> None:
        with pytest.raises(UnknownTarget) as unknown:
            looked_up(shop(), "node-port/shop/wbe/80/TCP")
        assert unknown.value.candidates == (WEB,)


def test_a_pod_that_waits_for_a_host_port_means_the_way_in_it_would_be() -> None:
    waits = deployed("late", node="", ports=(container_port(80, host=9090),))
    found = looked_up(cluster(waits, node("node1")), "pod/shop/late-7d4b9-1")
    assert (found.matched, found.reason) == (("host-port/shop/Deployment/late/9090/TCP",), "")


def test_a_pod_that_waits_while_others_of_its_workload_answer_says_that_it_is_on_no_node() -> None:
    mapped = (container_port(80, host=8080),)
    objects = deployed("web", ports=mapped), deployed("web", 2, node="", ports=mapped), node("node1")
    found = looked_up(cluster(*objects), "pod/shop/web-7d4b9-2")
    assert found.matched == ()
    assert "on no node yet, so that its host port 8080/TCP is not open" in found.reason
    assert looked_up(cluster(*objects), "pod/shop/web-7d4b9-1").matched == (EDGE,)
