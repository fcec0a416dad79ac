from __future__ import annotations

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.cluster.ingress_class import ClassState, default_classes
from kprobe.model.snapshot import Resource
from tests.kit.objects import cluster, controller_pod, gap, ingress, ingress_class, pod

NONE = ingress("a", class_name=None)
CLASSES, PODS = gap(Resource.INGRESS_CLASSES), gap(Resource.PODS)


@pytest.mark.parametrize(
    ("made", "state"),
    [
        pytest.param(cluster(ingress("a"), ingress_class(), controller_pod()), ClassState.SERVED, id="it_runs"),
        pytest.param(cluster(ingress("a"), ingress_class()), ClassState.NOT_SERVED, id="nothing_runs"),
        pytest.param(
            cluster(ingress("a", address="192.0.2.1"), ingress_class()), ClassState.UNVERIFIED, id="it_has_an_address"
        ),
        pytest.param(
            cluster(ingress("a"), ingress_class(controller="cilium.io/ingress-controller")),
            ClassState.UNVERIFIED,
            id="it_runs_in_node_agents",
        ),
        pytest.param(cluster(ingress("a")), ClassState.MISSING, id="the_class_does_not_exist"),
        pytest.param(cluster(ingress("a"), gaps=(CLASSES,)), ClassState.UNKNOWN, id="classes_are_not_readable"),
        pytest.param(cluster(ingress("a"), ingress_class(), gaps=(PODS,)), ClassState.UNKNOWN, id="pods_not_readable"),
        pytest.param(cluster(ingress("a", class_name="gce")), ClassState.UNVERIFIED, id="the_class_is_built_in"),
        pytest.param(
            cluster(ingress("a", class_name=None, legacy_class="x")), ClassState.UNVERIFIED, id="an_annotation_names_it"
        ),
        pytest.param(cluster(NONE, controller_pod()), ClassState.NONE, id="no_class_and_nobody_takes_such"),
        pytest.param(cluster(NONE, ingress_class(default=True)), ClassState.NONE, id="a_default_that_came_later"),
        pytest.param(cluster(NONE, controller_pod("traefik:v3")), ClassState.UNVERIFIED, id="traefik_takes_such"),
        pytest.param(cluster(NONE, gaps=(PODS,)), ClassState.UNKNOWN, id="no_class_and_pods_not_readable"),
    ],
)
def test_the_state_of_a_class_where(made: Cluster, state: ClassState) -> None:
    assert made.class_of(made.snapshot.ingresses[0]).state is state


def test_default_classes_are_listed() -> None:
    made = cluster(ingress_class("b", default=True), ingress_class("a", default=True), ingress_class("c"))
    assert default_classes(made.ingress_classes) == ("a", "b")


CONTOUR = pod("envoy", image="ghcr.io/projectcontour/contour:v1.33")


@pytest.mark.parametrize(
    ("made", "state", "slug"),
    [
        pytest.param(
            cluster(ingress("a", class_name="contour"), CONTOUR), ClassState.UNVERIFIED, "contour", id="contour_by_name"
        ),
        pytest.param(
            cluster(ingress("a", class_name="contour")), ClassState.MISSING, "", id="contour_that_does_not_run"
        ),
        pytest.param(
            cluster(ingress("a", legacy_class="contour"), ingress_class(), CONTOUR, controller_pod()),
            ClassState.UNVERIFIED,
            "contour",
            id="contour_goes_by_the_annotation",
        ),
        pytest.param(
            cluster(ingress("a", legacy_class="other"), ingress_class(), controller_pod()),
            ClassState.SERVED,
            "ingress-nginx",
            id="others_go_by_the_field",
        ),
        pytest.param(
            cluster(ingress("a", class_name=None, legacy_class="nginx"), controller_pod()),
            ClassState.UNVERIFIED,
            "ingress-nginx",
            id="the_annotation_of_a_controller_that_runs",
        ),
        pytest.param(cluster(NONE, CONTOUR), ClassState.UNVERIFIED, "contour", id="contour_takes_classless_ones"),
    ],
)
def test_whose_an_ingress_is_where(made: Cluster, state: ClassState, slug: str) -> None:
    """IC-3 to IC-6."""
    found = made.class_of(made.snapshot.ingresses[0])
    assert (found.state, found.controller.slug if found.controller else "") == (state, slug)
