"""False alarms that other tools are known for; the numbers are those of the project's list of traps."""

from __future__ import annotations

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.exposures.classify import classify
from kprobe.model.exposure import Scope
from kprobe.model.objects.endpoint_slice import EndpointPort
from kprobe.model.objects.ingress import Ingress, IngressTLS
from kprobe.model.snapshot import Resource
from tests.checks.found import every, one
from tests.kit.objects import (
    NO_FREE_PORTS,
    cluster,
    container_port,
    controller_pod,
    deployed,
    endpoint,
    endpoint_slice,
    event,
    gap,
    ingress,
    ingress_class,
    pod,
    ref,
    served,
    service,
    service_port,
)

WEB = {"app": "web"}
HTTP = container_port(8080, name="http")
SERVED = (ingress_class("traefik", "traefik.io/ingress-controller"), controller_pod("docker.io/traefik:v3"))
SOLVER = {"acme.cert-manager.io/http01-solver": "true"}
NAMED = service("web", service_port(80, target="http", node=30080), selector=WEB)
HEADLESS = service("web", service_port(80, target="nothing"), type_="ClusterIP", cluster_ip="None", selector=WEB)
EXTERNAL = service("web", type_="ExternalName", external_name="x.example", selector=WEB)


def shop(**kwargs: object) -> Ingress:
    return ingress("shop", class_name="traefik", **kwargs)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "healthy",
    [
        pytest.param(
            cluster(EXTERNAL, shop(), *SERVED),
            id="trap_01_an_external_name_has_no_endpoints_even_with_a_selector",
        ),
        pytest.param(
            cluster(service("legacy"), endpoint_slice("legacy", endpoint("198.51.100.7"))),
            id="trap_02_a_service_without_selector_lives_by_its_slices",
        ),
        pytest.param(
            cluster(service("web", selector={}), deployed("web"), endpoint_slice("web", endpoint("10.244.0.7"))),
            id="trap_03_an_empty_selector_is_no_selector",
        ),
        pytest.param(
            cluster(*served(HEADLESS, deployed("web", ports=(HTTP,))), shop(), *SERVED),
            id="trap_04_a_headless_services_ports_are_not_judged",
        ),
        pytest.param(
            cluster(*served(service("web", selector=WEB, publish_not_ready=True), deployed("web", is_ready=False))),
            id="trap_05_pods_that_are_published_although_not_ready",
        ),
        pytest.param(
            cluster(endpoint_slice("leader", endpoint("10.244.0.1", is_ready=False)), endpoint_slice("")),
            id="trap_06_slices_without_a_service",
        ),
        pytest.param(
            cluster(service("web", selector=WEB), deployed("web"), endpoint_slice("web", endpoint("10.244.0.7"))),
            id="trap_07_an_endpoint_without_target_reference_and_with_nil_conditions",
        ),
        pytest.param(
            cluster(
                service("web", selector=WEB),
                deployed("web"),
                endpoint_slice("web", endpoint("10.244.0.1", is_ready=False), number=1),
                endpoint_slice("web", endpoint("10.244.0.7"), number=2),
            ),
            id="trap_09_endpoints_in_the_second_slice",
        ),
        pytest.param(
            cluster(
                service("web", selector=WEB),
                endpoint_slice("web", endpoint("10.244.0.7", is_ready=False, serving=True, terminating=True)),
            ),
            id="trap_09_endpoints_that_terminate_but_serve",
        ),
        pytest.param(
            cluster(
                *served(service("web", selector=WEB), deployed("web")),
                deployed("web", 2, phase="Failed", reason="Evicted"),
                deployed("web", 3, is_ready=False, deleted=True),
            ),
            id="trap_10_evicted_and_terminating_pods_beside_a_ready_one",
        ),
        pytest.param(
            cluster(
                *served(service("web", selector=WEB), deployed("web")),
                pod("migrate-1", owner="Job/migrate", labels=WEB, phase="Succeeded"),
            ),
            id="trap_11_a_finished_jobs_pod_that_matches",
        ),
        pytest.param(
            cluster(
                *served(
                    service("web", service_port(80, target=9999, node=30090), selector=WEB),
                    deployed("web", ports=(HTTP,)),
                )
            ),
            id="trap_13_a_number_that_nobody_declares_is_a_hint_only",
        ),
        pytest.param(
            cluster(
                NAMED,
                deployed("web", 1, ports=(HTTP,)),
                deployed("web", 2, ports=(container_port(9090, name="http"),)),
                endpoint_slice("web", endpoint("10.244.0.1"), number=1),
                endpoint_slice(
                    "web", endpoint("10.244.0.2"), number=2, ports=(EndpointPort(name="", port=9090, protocol="TCP"),)
                ),
            ),
            id="trap_14_a_name_that_means_another_number_in_each_pod",
        ),
        pytest.param(
            cluster(*served(NAMED, deployed("web", sidecar_ports=(HTTP,)))),
            id="trap_15_a_named_port_on_a_native_sidecar",
        ),
        pytest.param(
            cluster(*served(service("web", selector=WEB), deployed("web")), shop(port=80), *SERVED),
            id="trap_16_a_port_without_a_name_is_found_by_number",
        ),
        pytest.param(
            cluster(
                *served(service("web", service_port(80, name="http", target=8080), selector=WEB), deployed("web")),
                shop(port="http"),
                *SERVED,
            ),
            id="trap_17_a_port_by_name",
        ),
        pytest.param(
            cluster(
                ingress("cm-acme-http-solver", class_name="odd", to="cm-acme-http-solver", port=8089, labels=SOLVER),
                service("cm-acme-http-solver", service_port(8089, node=30089), selector={"a": "b"}, labels=SOLVER),
            ),
            id="trap_19_what_cert_manager_makes_for_a_challenge",
        ),
        pytest.param(
            cluster(
                *served(service("web", selector=WEB), deployed("web")),
                shop(tls=(IngressTLS(hosts=("shop.example",)),)),
                *SERVED,
            ),
            id="trap_21_tls_without_a_secret_name",
        ),
        pytest.param(
            cluster(shop(to="redirect", port="use-annotation"), *SERVED),
            id="trap_22_a_backend_that_an_annotation_defines",
        ),
        pytest.param(
            cluster(
                *served(service("web", selector=WEB), deployed("web")),
                ingress("a", "a.example", class_name="gce"),
                ingress("b", "b.example", class_name=None, legacy_class="gce-internal"),
            ),
            id="trap_23_classes_that_are_no_objects",
        ),
        pytest.param(
            cluster(
                service("web", selector=WEB),
                ingress("shop", to="gone", class_name="gone"),
                gaps=tuple(
                    gap(r)
                    for r in (Resource.PODS, Resource.ENDPOINT_SLICES, Resource.SERVICES, Resource.INGRESS_CLASSES)
                ),
            ),
            id="trap_24_what_may_not_be_read_is_not_absent",
        ),
        pytest.param(
            cluster(
                service("web", selector=WEB, namespace="other"),
                ingress("shop", to="gone", namespace="other", class_name="traefik"),
                *SERVED,
                gaps=tuple(
                    gap(r, read_in=("shop",)) for r in (Resource.PODS, Resource.ENDPOINT_SLICES, Resource.SERVICES)
                ),
            ),
            id="trap_25_a_namespace_that_was_not_read",
        ),
        pytest.param(
            cluster(
                *served(
                    service("web", selector=WEB, type_="LoadBalancer", load_balancer=("lb.example",)), deployed("web")
                )
            ),
            id="trap_30_a_load_balancer_with_a_host_name_only",
        ),
        pytest.param(
            cluster(
                *served(
                    service(
                        "web", service_port(80), selector=WEB, type_="LoadBalancer", load_balancer=("203.0.113.7",)
                    ),
                    deployed("web"),
                )
            ),
            id="trap_31_a_load_balancer_without_node_ports",
        ),
        pytest.param(
            cluster(pod("a", host_network=True, ports=(container_port(80, host=80), container_port(81, host=81)))),
            id="trap_32_a_host_network_pod_whose_ports_are_host_ports_as_well",
        ),
        pytest.param(
            cluster(
                deployed("web", revision="old", ports=(container_port(80, host=80),)),
                deployed("web", revision="new", ports=(container_port(80, host=80),), is_ready=False),
            ),
            id="trap_33_a_rolling_update",
        ),
        pytest.param(
            cluster(
                pod("kube-proxy-1", namespace="kube-system", host_network=True, owner="DaemonSet/kube-proxy"),
                pod(
                    "node-exporter-1",
                    namespace="monitoring",
                    host_network=True,
                    owner="DaemonSet/node-exporter",
                    ports=(container_port(9100, host=9100),),
                ),
            ),
            id="trap_34_system_components_on_the_host_network",
        ),
        pytest.param(
            cluster(*served(service("web", selector=WEB, policy="Local"), deployed("web"))),
            id="trap_35_nodes_without_an_endpoint_under_policy_local",
        ),
        pytest.param(
            cluster(
                pod("b", ports=(container_port(80, host=80),), node="", phase="Pending", created=""),
                event(ref("Pod other/b"), "FailedScheduling", NO_FREE_PORTS),
                event(ref("Job shop/b"), "FailedScheduling", NO_FREE_PORTS),
            ),
            id="trap_47_events_about_namesakes",
        ),
    ],
)
def test_is_no_error_and_no_warning(healthy: Cluster) -> None:
    assert every(healthy) == set()


def test_trap_07_pods_that_are_not_ready_are_told_from_no_pods() -> None:
    bad = cluster(*served(service("web", selector=WEB), deployed("web", is_ready=False)))
    assert every(bad) == {"KP302"}


def test_trap_10_only_finished_pods_are_no_pods() -> None:
    assert every(cluster(service("web", selector=WEB), deployed("web", phase="Succeeded"))) == {"KP301"}


def test_trap_12_a_workload_scaled_to_zero_is_said_to_match_no_pod_and_no_more() -> None:
    finding = one("KP301", cluster(service("web", selector=WEB)))
    assert finding.message == "selector app=web of Service shop/web matches no pod"


def test_trap_14_the_right_name_with_the_wrong_protocol_does_not_match() -> None:
    udp = container_port(8080, name="http", protocol="UDP")
    assert every(cluster(*served(NAMED, deployed("web", ports=(udp,))))) == {"KP303"}


def test_trap_18_every_pod_and_every_port_is_looked_at() -> None:
    ports = (service_port(80, node=30090, name="a"), service_port(81, target="x", node=30091, name="b"))
    web = service("web", *ports, selector=WEB)
    pods = (
        deployed("web", 1, is_ready=False, addresses=("10.244.0.1",)),
        deployed("web", 2, ports=(HTTP,), addresses=("10.244.0.2",)),
    )
    finding = one("KP303", cluster(*served(web, *pods)))
    assert finding.exposures == ("node-port/shop/web/81/TCP",)


def test_trap_28_a_host_name_does_not_decide_the_scope() -> None:
    (exposure,) = (
        e
        for e in classify(cluster(ingress("shop", class_name="traefik", address="192.168.1.4"), *SERVED))
        if e.kind == "ingress"
    )
    assert exposure.scope is not Scope.INTERNET


def test_trap_32_a_host_network_port_is_one_exposure() -> None:
    kinds = [e.kind for e in classify(cluster(pod("a", host_network=True, ports=(container_port(80, host=80),))))]
    assert kinds == ["host-network"]
