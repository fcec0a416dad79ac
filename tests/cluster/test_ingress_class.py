from __future__ import annotations

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.cluster.ingress_class import ClassState, default_classes
from kprobe.model.snapshot import Resource
from tests.kit.objects import cluster, controller_pod, gap, ingress, ingress_class

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
