from __future__ import annotations

from msgspec import structs

from kprobe.cluster.endpoints import EndpointState
from kprobe.model.objects.endpoint_slice import EndpointPort
from kprobe.model.snapshot import DataPlane, Resource
from tests.kit.objects import (
    cluster,
    deployed,
    endpoint,
    endpoint_slice,
    event,
    gap,
    node,
    pod,
    ref,
    served,
    service,
    service_port,
)

WEB = service("web", selector={"app": "web"})


def test_pods_of_a_service_are_live_ones_of_its_namespace() -> None:
    made = cluster(
        WEB,
        deployed("web"),
        deployed("web", 2, phase="Failed"),
        deployed("web", 3, deleted=True),
        deployed("web", namespace="other"),
    )
    assert [p.metadata.name for p in made.pods_of(WEB) or ()] == ["web-7d4b9-1"]
    assert len(made.live_pods) == 2


def test_pods_that_may_not_be_read_are_not_none() -> None:
    assert cluster(WEB, gaps=(gap(Resource.PODS),)).pods_of(WEB) is None
    assert cluster(WEB, gaps=(gap(Resource.PODS, read_in=("shop",)),)).pods_of(WEB) == ()


def test_the_workload_behind_a_service_is_the_only_one() -> None:
    assert cluster(WEB, deployed("web", 1), deployed("web", 2)).workload_behind(WEB) == ref("Deployment shop/web")
    assert cluster(WEB, deployed("web"), pod("x", labels={"app": "web"})).workload_behind(WEB) is None
    assert cluster(WEB).workload_behind(WEB) is None


def test_services_that_select_a_pod() -> None:
    chosen = deployed("web")
    made = cluster(WEB, service("other", selector={"app": "x"}), service("web", namespace="other"), chosen)
    assert [s.metadata.name for s in made.services_selecting([chosen])] == ["web"]


def test_endpoints_are_unknown_where_slices_may_not_be_read() -> None:
    made = cluster(WEB, deployed("web"), gaps=(gap(Resource.ENDPOINT_SLICES),))
    assert made.endpoints_of(WEB, service_port()).state is EndpointState.UNKNOWN


def test_slices_are_joined_by_label_and_namespace() -> None:
    bare = service("web")
    elsewhere = endpoint_slice("web", endpoint("10.0.0.1"), namespace="other")
    port = service_port(80, target=8080)
    assert cluster(bare, elsewhere).endpoints_of(bare, port).state is EndpointState.NO_SLICES
    assert cluster(*served(WEB, deployed("web"))).endpoints_of(WEB, port).state is EndpointState.USABLE


def test_events_are_joined_by_kind_namespace_and_name() -> None:
    about = ref("Service shop/web")
    made = cluster(
        event(about, "A", "mine"), event(about, "B", "another reason"), event(ref("Pod shop/web"), "A", "another kind")
    )
    assert [e.message for e in made.events_about(about, "A")] == ["mine"]
    assert made.events_about(ref("Service other/web"), "A") == ()


def test_events_of_a_predecessor_of_the_same_name_are_told_by_its_uid() -> None:
    about = ref("Service shop/web")
    told = event(about, "A", "the old one's")
    old = structs.replace(told, involved_object=structs.replace(told.involved_object, uid="1"))
    made = cluster(old, event(about, "A", "whose is not said"))
    assert [e.message for e in made.events_about(about, "A", "2")] == ["whose is not said"]
    assert len(made.events_about(about, "A", "1")) == len(made.events_about(about, "A")) == 2


def test_nodes_by_name_and_address_and_what_they_serve() -> None:
    made = cluster(node("node1", "192.0.2.11", "192.0.2.99"), plane=DataPlane.NFTABLES)
    assert made.node_by_address["192.0.2.99"] == "node1"
    assert made.served_addresses == {"node1": ("192.0.2.11",)}
    assert made.data_plane("node1") is DataPlane.NFTABLES
    assert made.data_plane("gone") is DataPlane.UNKNOWN


def test_pods_without_an_own_address_are_kept_by_name() -> None:
    assert set(cluster(pod("a", phase="Failed")).pods) == {ref("Pod shop/a")}


def test_an_api_server_is_known_by_its_own_endpoints_whatever_its_nodes_labels_say() -> None:
    """Managed and hand-made control planes label no node; the API server publishes itself (default/kubernetes)."""
    own = endpoint_slice(
        "kubernetes",
        endpoint("192.0.2.11"),
        ports=(EndpointPort(name="https", port=8443, protocol="TCP"),),
        namespace="default",
    )
    of = cluster(own, node("node1"), node("node2"))
    found = of.component_at("node1", 8443, "TCP")
    assert (found.name, found.port) == ("kube-apiserver", 8443) if found else False
    assert of.component_at("node2", 8443, "TCP") is None
    assert of.component_at("node1", 8443, "UDP") is None
    assert cluster(node("node1")).component_at("node1", 8443, "TCP") is None
