from __future__ import annotations

from kprobe.checks.exposures_index import Exposures
from kprobe.exposures.classify import classify
from tests.kit.objects import cluster, container_port, deployed, ingress, ref, served, service

WEB = ref("Service shop/web")


def index() -> Exposures:
    pods = deployed("web", ports=(container_port(8080, host=80),))
    return Exposures(classify(cluster(*served(service("web", selector={"app": "web"}), pods), ingress("shop"))))


def test_a_service_has_its_own_ways_in_and_those_of_ingresses() -> None:
    assert [e.kind for e in index().of_service(WEB)] == ["ingress", "node-port"]
    assert index().services == (WEB,)


def test_a_services_port_is_told_by_number_and_protocol() -> None:
    assert len(index().of_service_port(WEB, 80)) == 2
    assert index().of_service_port(WEB, 80, "UDP") == ()
    assert index().of_service_port(WEB, 81) == ()


def test_a_workload_has_every_way_in_that_ends_at_it() -> None:
    assert [e.kind for e in index().of_workload(ref("Deployment shop/web"))] == ["host-port", "ingress", "node-port"]


def test_a_node_has_the_ways_in_with_an_entry_on_it() -> None:
    assert [e.kind for e in index().of_node("node1")] == ["host-port", "node-port"]
    assert [e.kind for e in index().of_node("node2")] == ["node-port"]
    assert index().of_node("node3") == ()


def test_an_ingress_has_its_rules() -> None:
    assert [e.id for e in index().of_ingress(ref("Ingress shop/shop"))] == ["ingress/shop/shop/shop.example/"]


def test_what_several_checks_need_is_worked_out_once() -> None:
    exposures, asked = index(), []

    def work() -> int:
        asked.append(1)
        return 0  # as good a result as any other

    assert [exposures.shared("a", work), exposures.shared("a", work), exposures.shared("b", work)] == [0, 0, 0]
    assert len(asked) == 2
