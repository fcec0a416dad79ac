"""Twenty small clusters, each of which some tool reports wrongly; what every one of them must raise, and no more."""

from __future__ import annotations

from pathlib import Path

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.model.diagnosis import Verdict
from kprobe.model.exposure import Scope
from kprobe.model.objects.ingress import IngressTLS
from kprobe.model.probe import PortState
from kprobe.model.snapshot import NodePortRange, Resource
from tests.checks.found import found
from tests.kit.comparing import compared, saw
from tests.kit.objects import (
    cluster,
    container_port,
    deployed,
    endpoint,
    endpoint_slice,
    gap,
    ingress,
    node,
    pod,
    served,
    service,
    service_port,
)
from tests.kit.stages import exposures
from tests.traps.scenes import HEALTHY, HTTP, NAMED, NODE_PORT, SERVED, WEB, alarms, shop
from tests.traps.test_reading import GATEWAYS, POLICIES, said_beside

SERVICE = service("web", selector=WEB)
SOLVER = {"acme.cert-manager.io/http01-solver": "true"}
WIDE = NodePortRange(first=30000, last=41000, source="told", proven=True)
USUAL = NodePortRange(first=30000, last=32767, source="told", proven=True)
OFF_RANGE = served(service("web", service_port(80, target=8080, node=40000), selector=WEB), deployed("web"))


def host_port(name: str, **port: object) -> object:
    """A pod on node1 with host port 80."""
    return pod(name, ports=(container_port(80, host=80, **port),))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(
            cluster(*HEALTHY, shop(port=9999), *SERVED), {"KP502"}, id="fixture_01_a_port_that_no_service_has"
        ),
        pytest.param(
            cluster(*served(SERVICE, deployed("web", is_ready=False))), {"KP302"}, id="fixture_02_none_is_ready"
        ),
        pytest.param(
            cluster(*HEALTHY, shop(tls=(IngressTLS(hosts=("shop.example",)),)), *SERVED),
            set(),
            id="fixture_05_tls_without_a_secret_name",
        ),
        pytest.param(
            cluster(*HEALTHY, shop(class_name="gone"), gaps=(gap(Resource.INGRESS_CLASSES),)),
            set(),
            id="fixture_06_classes_that_may_not_be_read",
        ),
        pytest.param(cluster(*HEALTHY, shop(class_name="gone")), {"KP503"}, id="fixture_06_classes_that_were_read"),
        pytest.param(
            cluster(shop(to="redirect", port="use-annotation"), *SERVED), set(), id="fixture_07_use_annotation"
        ),
        pytest.param(
            cluster(ingress("solver", class_name="odd", to="solver", port=8089, labels=SOLVER)),
            set(),
            id="fixture_08_a_challenge",
        ),
        pytest.param(
            cluster(service("web", type_="ExternalName", external_name="x.example", selector=WEB), shop(), *SERVED),
            set(),
            id="fixture_09_an_external_name_with_a_selector",
        ),
        pytest.param(
            cluster(
                *served(
                    service("web", type_="ClusterIP", cluster_ip="None", publish_not_ready=True, selector=WEB),
                    deployed("web", is_ready=False),
                )
            ),
            set(),
            id="fixture_10_headless_and_published_unready",
        ),
        pytest.param(
            cluster(pod("a-done", labels=WEB, phase="Succeeded"), *HEALTHY), set(), id="fixture_11_a_finished_pod_first"
        ),
        pytest.param(
            cluster(*served(NAMED, deployed("web", ports=(container_port(8080, name="http", protocol="UDP"),)))),
            {"KP303"},
            id="fixture_12_a_name_of_the_other_protocol",
        ),
        pytest.param(
            cluster(
                *served(NAMED, deployed("web", ports=(container_port(53, name="http", protocol="UDP"), HTTP))),
            ),
            set(),
            id="fixture_12_one_name_for_both_protocols",
        ),
        pytest.param(
            cluster(*served(NAMED, deployed("web", sidecar_ports=(HTTP,)))), set(), id="fixture_13_a_sidecars_port"
        ),
        pytest.param(
            cluster(host_port("a", host_ip="192.0.2.11"), host_port("b", host_ip="192.0.2.99")),  # type: ignore[arg-type]
            set(),
            id="fixture_15_two_addresses",
        ),
        pytest.param(
            cluster(host_port("a"), host_port("b", protocol="UDP")),  # type: ignore[arg-type]
            set(),
            id="fixture_15_two_protocols",
        ),
        pytest.param(
            cluster(
                *(deployed("edge", revision=r, ports=(container_port(80, host=80),)) for r in ("old", "new")),
            ),
            set(),
            id="fixture_15_two_revisions_of_one_owner",
        ),
        pytest.param(
            cluster(host_port("a"), host_port("b")),  # type: ignore[arg-type]
            {"KP101"},
            id="fixture_15_two_owners",
        ),
        pytest.param(cluster(*OFF_RANGE, ports=USUAL), {"KP201"}, id="fixture_16_a_node_port_off_the_range"),
        pytest.param(cluster(*OFF_RANGE, ports=WIDE), set(), id="fixture_16_the_same_within_a_wider_range"),
        pytest.param(
            cluster(
                *served(
                    service("web", service_port(80, target=9999, node=30090), selector=WEB),
                    deployed("web", ports=(HTTP,)),
                )
            ),
            set(),
            id="fixture_19_a_number_that_nobody_declares",
        ),
    ],
)
def test_what_is_raised(given: Cluster, expected: set[str]) -> None:
    assert alarms(given) == expected


def test_fixture_03_a_node_port_with_an_empty_selector_claims_no_workload() -> None:
    empty = cluster(service("web", selector={}), deployed("web"), endpoint_slice("web", endpoint("10.244.0.9")))
    assert {str(e.workload) for e in exposures(empty).values()} == {"None"}


def test_fixture_04_a_route_to_one_service_exposes_no_other() -> None:
    db = service("db", service_port(5432), type_="ClusterIP", selector={"app": "db"})
    routed = exposures(cluster(*HEALTHY, db, shop(), *SERVED)).values()
    assert {str(e.service) for e in routed if e.service} == {"Service shop/web"}


@pytest.mark.parametrize("name", ["web-1.elb.amazonaws.com", "internal-web-1.elb.amazonaws.com"])
def test_fixture_14_a_load_balancer_with_a_name_is_not_called_public(name: str) -> None:
    named = cluster(*served(service("web", selector=WEB, type_="LoadBalancer", load_balancer=(name,)), deployed("web")))
    assert alarms(named) == set()
    assert exposures(named)["load-balancer/shop/web/80/TCP"].scope is not Scope.INTERNET


def test_fixture_17_policy_local_with_one_endpoint_on_three_nodes_is_healthy() -> None:
    nodes = tuple(node(f"node{n}") for n in (1, 2, 3))
    local = cluster(*nodes, *served(service("web", selector=WEB, policy="Local"), deployed("web")))
    seen = compared(local, lambda e: saw(e, PortState.OPEN if e.node == "node1" else PortState.FILTERED))
    assert seen.reports[NODE_PORT].verdict is Verdict.REACHABLE
    assert seen.made() == ()


def test_fixture_18_references_over_namespaces_are_not_judged_while_they_are_not_read(tmp_path: Path) -> None:
    alone, beside = said_beside(tmp_path, "gateway.networking.k8s.io/v1", *GATEWAYS)
    assert beside == alone


def test_fixture_19_it_is_a_hint_and_no_more() -> None:
    number = service("web", service_port(80, target=9999, node=30090), selector=WEB)
    (hint,) = found("KP304", cluster(*served(number, deployed("web", ports=(HTTP,)))))
    assert hint.severity.value == "info"


def test_fixture_20_policies_are_not_judged_while_they_are_not_read(tmp_path: Path) -> None:
    alone, beside = said_beside(tmp_path, "networking.k8s.io/v1", *POLICIES)
    assert beside == alone
