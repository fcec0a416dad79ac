"""The heart: what manifests would bring into a cluster, each fault once, and never one that they do not make."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Confidence, Severity
from kprobe.model.snapshot import NodePortRange, Resource
from tests.kit import yaml_shop as y
from tests.kit.checking import FILE, checked, everything, found, line
from tests.kit.lookup import deployment
from tests.kit.objects import (
    cluster,
    container_port,
    controller_pod,
    deployed,
    gap,
    ingress,
    ingress_class,
    node,
    pod,
    ref,
    served,
    service,
    service_port,
)

NODES = tuple(node(f"node{n}") for n in (1, 2, 3))
WEB = container_port(8080, host=80)
SERVED = (controller_pod(), ingress_class())  # ingress-nginx runs, on host port 80 of node1
RUNNING = cluster(
    *served(service("web", service_port(80, target=8080, node=30080), selector={"app": "web"}), deployed("web")),
    deployments=(deployment("web"),),
)


# -- nothing wrong


def test_a_shop_that_works_brings_nothing() -> None:
    report = checked(y.SHOP, cluster(*SERVED))
    assert report.findings == ()
    assert report.gaps == ()
    assert report.checked is not None
    assert (report.checked.objects, report.checked.files, report.checked.offline) == (3, 1, False)


def test_a_shop_that_works_brings_nothing_offline_either() -> None:
    report = checked(y.SHOP)
    assert report.findings == ()
    assert [(g.advisory, g.reason.value) for g in report.gaps] == [(True, "no cluster was asked")]


def test_what_is_applied_already_collides_with_nothing_of_itself() -> None:
    text = y.service(node_port=30080) + y.workload(host=80, replicas=2)
    live = cluster(
        *NODES,
        *served(
            service("web", selector={"app": "web"}),
            *(deployed("web", n, ports=(WEB,), node=f"node{n}") for n in (1, 2)),
        ),
        deployments=(deployment("web", WEB, replicas=2),),
    )
    assert found(text, live) == {}


def test_a_service_may_select_pods_that_other_manifests_made() -> None:
    assert found(y.service(target="8080"), RUNNING) == {}


def test_pods_that_are_ill_today_are_no_manifests_fault() -> None:
    sick = deployed("web", is_ready=False, waiting="CrashLoopBackOff", ports=(container_port(8080, name="http"),))
    assert found(y.service(), cluster(sick)) == {}


def test_what_is_wrong_in_the_cluster_anyhow_is_not_said() -> None:
    broken = cluster(
        node("node1"),
        node("node2", is_ready=False),
        service("other"),
        service("rival"),
        ingress("lost", to="gone"),
        *SERVED,
    )
    assert everything(y.service("fresh") + y.workload(), broken) == []


# -- NodePorts


def test_a_node_port_that_another_service_has_is_refused() -> None:
    text = y.service(node_port=30080) + y.workload()
    taken = found(text, cluster(*served(service("old", selector={"app": "old"}), deployed("old"))))["KP203"]
    assert taken.severity is Severity.ERROR
    assert taken.place is not None
    assert (taken.place.file, taken.place.line) == (FILE, line(text, "nodePort"))
    assert any("provided port is already allocated" in e for e in taken.evidence)


def test_another_protocol_of_another_service_does_not_make_it_free() -> None:
    old = service("old", service_port(53, node=30080, protocol="UDP"), selector={"app": "old"})
    assert (
        found(y.service(node_port=30080) + y.workload(), cluster(*served(old, deployed("old"))))["KP203"].severity
        is Severity.ERROR
    )


def test_two_services_among_the_files_collide_and_both_lines_are_told() -> None:
    text = y.service("a", node_port=30080) + y.service("b", node_port=30080) + y.workload()
    (finding,) = [f for f in checked(text).findings if f.code == "KP203"]
    assert finding.place is not None
    lines = [n for n, content in enumerate(text.splitlines(), 1) if "nodePort" in content]
    assert finding.place.line == lines[0]
    assert f"Service shop/b is at {FILE}:{lines[1]}" in finding.evidence


def test_a_node_port_outside_the_range_is_refused_where_the_range_is_proven() -> None:
    text = y.service(node_port=8080) + y.workload()
    off = found(text, cluster())["KP201"]
    assert (off.severity, off.confidence) == (Severity.ERROR, Confidence.CERTAIN)
    assert off.place is not None
    assert off.place.line == line(text, "nodePort")
    assert any("dry run does not tell" in e for e in off.evidence)


def test_a_range_that_is_assumed_makes_it_possible_only() -> None:
    off = found(y.service(node_port=8080) + y.workload())["KP201"]
    assert (off.severity, off.confidence) == (Severity.WARNING, Confidence.POSSIBLE)
    given = NodePortRange(first=8000, last=9000, source="--node-port-range", proven=True)
    assert found(y.service(node_port=8080) + y.workload(), node_port_range=given) == {}


def test_a_number_that_the_service_has_already_is_not_refused_again() -> None:
    ports = NodePortRange(first=30000, last=30050, source="test", proven=True)
    live = cluster(*served(service("web", selector={"app": "web"}), deployed("web")), ports=ports)
    assert found(y.service(node_port=30080) + y.workload(), live)["KP201"].severity is Severity.WARNING


def test_a_node_port_that_the_api_server_is_to_choose_stays_that_of_the_live_service() -> None:
    rival = y.service("rival", node_port=30080) + y.workload("rival", app="rival")
    text = y.service() + y.workload() + rival
    assert "KP203" in found(text, RUNNING)


# -- host ports


def test_a_host_port_that_is_held_wherever_it_could_run_cannot_start() -> None:
    text = y.workload(host=80)
    held = cluster(*NODES, *(deployed("edge", n, ports=(WEB,), node=f"node{n}") for n in (1, 2, 3)))
    stuck = found(text, held)["KP103"]
    assert (stuck.severity, stuck.confidence) == (Severity.ERROR, Confidence.LIKELY)
    assert "Deployment shop/edge" in stuck.message
    assert stuck.place is not None
    assert stuck.place.line == line(text, "hostPort")
    assert "(new)" not in str(stuck)


def test_a_node_that_is_free_makes_it_a_collision_that_waits_to_happen() -> None:
    held = cluster(*NODES, deployed("edge", ports=(WEB,)))
    assert list(found(y.workload(host=80), held)) == ["KP102"]


def test_nodes_that_selectors_keep_apart_do_not_collide() -> None:
    zones = (node("node1", labels={"zone": "a"}), node("node2", labels={"zone": "b"}))
    held = cluster(*zones, deployed("edge", ports=(WEB,), node_selector={"zone": "a"}))
    spread = "strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}"
    assert found(y.workload(host=80, spec="nodeSelector: {zone: b}", strategy=spread), held) == {}


def test_more_replicas_than_nodes_are_told() -> None:
    many = found(y.workload(host=80, replicas=4), cluster(*NODES))["KP103"]
    assert many.severity is Severity.WARNING
    assert "more nodes than it fits on" in many.message


def test_a_host_port_that_is_a_node_port_or_the_kubelets_is_told() -> None:
    other = served(service("old", selector={"app": "old"}), deployed("old"))
    assert "KP104" in found(y.workload(host=30080), cluster(*other))
    assert "KP105" in found(y.workload(host=10250), cluster())


def test_a_rollout_that_has_no_node_to_go_to_is_foreseen() -> None:
    stuck = found(y.workload(host=80), cluster(node("node1")))["KP103"]
    assert (stuck.severity, stuck.detail) == (Severity.WARNING, "rollout")
    assert "every rollout" in stuck.message


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(y.workload(host=80, strategy="strategy: {type: Recreate}"), id="recreate"),
        pytest.param(
            y.workload(host=80, strategy="strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}"), id="no_surge"
        ),
        pytest.param(
            y.workload(host=80, strategy="strategy: {rollingUpdate: {maxUnavailable: 100%}}"), id="all_may_go"
        ),
        pytest.param(y.workload(kind="DaemonSet", host=80), id="a_daemon_set"),
        pytest.param(y.workload(), id="no_host_port"),
    ],
)
def test_a_rollout_that_ends_an_old_pod_first_is_not_stuck(text: str) -> None:
    assert found(text, cluster(node("node1"))) == {}


def test_two_daemon_sets_collide_even_where_nobody_knows_the_nodes() -> None:
    text = y.workload("a", app="a", kind="DaemonSet", host=80) + y.workload("b", app="b", kind="DaemonSet", host=80)
    assert found(text)["KP103"].severity is Severity.ERROR
    assert found(text, cluster())["KP103"].severity is Severity.ERROR


def test_two_deployments_may_find_nodes_of_their_own_where_nobody_knows_how_many_there_are() -> None:
    text = y.workload("a", app="a", host=80) + y.workload("b", app="b", host=80)
    assert list(found(text)) == ["KP102"]
    apart = y.workload("a", app="a", host=80, spec="nodeSelector: {zone: a}") + y.workload(
        "b", app="b", host=80, spec="nodeSelector: {zone: b}"
    )
    assert found(apart) == {}


# -- Services and what they select


def test_a_selector_that_finds_nothing_is_told_with_its_line_and_the_closest() -> None:
    text = y.service(app="wbe") + y.workload()
    lost = found(text, cluster())["KP301"]
    assert lost.severity is Severity.ERROR
    assert lost.place is not None
    assert lost.place.line == line(text, "selector:")
    assert any(e.startswith("closest: Deployment shop/web") for e in lost.evidence)
    assert f"Deployment shop/web is at {FILE}:" in lost.evidence[-1]


def test_a_service_inside_the_cluster_is_judged_as_well_without_being_called_exposed() -> None:
    lost = found(y.service(app="wbe", type_="ClusterIP") + y.workload(), cluster())["KP301"]
    assert lost.exposures == ()
    assert not any(e.startswith("exposed: ") for e in lost.evidence)


def test_offline_only_a_near_miss_is_told_and_anything_else_is_said_not_to_be_judged() -> None:
    near = found(y.service(app="wbe") + y.workload())["KP301"]
    assert (near.severity, near.confidence) == (Severity.WARNING, Confidence.POSSIBLE)
    far = checked(y.service("db", app="postgres") + y.workload())
    assert far.findings == ()
    assert far.notes == ("Not judged: Service shop/db selects pods that these files do not make.",)


def test_an_operator_may_make_the_pods() -> None:
    operated = "---\napiVersion: acid.zalan.do/v1\nkind: postgresql\nmetadata: {name: db}\n"
    maybe = found(y.service("db", app="postgres", target="5432") + operated, cluster())["KP301"]
    assert (maybe.severity, maybe.confidence) == (Severity.WARNING, Confidence.POSSIBLE)
    assert any("postgresql shop/db" in e for e in maybe.evidence)


@pytest.mark.parametrize("of", [None, cluster()], ids=["offline", "live"])
def test_a_named_target_port_is_looked_up_in_the_pods_of_the_files(of: Cluster | None) -> None:
    text = y.service(target="htp") + y.workload()
    wrong = found(text, of)["KP303"]
    assert wrong.severity is Severity.ERROR
    assert wrong.place is not None
    assert wrong.place.line == line(text, "targetPort")


def test_a_name_of_another_protocol_is_told() -> None:
    text = y.service() + y.workload()
    assert "KP303" in found(text.replace("    targetPort: http", "    targetPort: http\n    protocol: UDP"))


def test_relabelled_pods_break_a_service_that_is_not_among_the_files() -> None:
    text = y.workload(app="new")
    lost = found(text, RUNNING)["KP301"]
    assert str(lost.subject) == "Service shop/web"
    assert lost.place is not None
    assert lost.place.line == line(text, "      labels:")


def test_a_service_without_selector_whose_endpoints_nobody_shows_may_have_some_later() -> None:
    text = "apiVersion: v1\nkind: Service\nmetadata: {name: legacy}\nspec: {ports: [{port: 5432}]}\n"
    maybe = found(text, cluster())["KP305"]
    assert (maybe.severity, maybe.confidence) == (Severity.WARNING, Confidence.POSSIBLE)
    assert "Not judged" in checked(text).notes[0]
    endpoints = (
        "---\napiVersion: v1\nkind: Endpoints\nmetadata: {name: legacy}\n"
        "subsets: [{addresses: [{ip: 192.0.2.5}], ports: [{port: 5432}]}]\n"
    )
    assert found(text + endpoints, cluster()) == {}


def test_a_workload_scaled_to_zero_is_information() -> None:
    assert everything(y.service() + y.workload(replicas=0), cluster()) == ["KP306 info"]


def test_a_daemon_set_that_fits_no_node_makes_no_pods() -> None:
    text = y.service() + y.workload(kind="DaemonSet", spec="nodeSelector: {gpu: 'yes'}")
    assert found(text, cluster())["KP307"].confidence is Confidence.LIKELY


# -- Ingresses


def test_a_backend_that_is_missing_is_told_with_its_line() -> None:
    text = y.service() + y.workload() + y.ingress(to="wbe")
    lost = found(text, cluster(*SERVED))["KP501"]
    assert lost.place is not None
    assert lost.place.line == line(text, "name: wbe")
    near = found(text)["KP501"]
    assert (near.severity, near.confidence) == (Severity.WARNING, Confidence.POSSIBLE)
    assert "Not judged" in checked(y.ingress(to="elsewhere")).notes[0]


def test_a_backend_port_that_the_service_lacks_is_told_with_its_line() -> None:
    text = y.service() + y.workload() + y.ingress(port=8080)
    for of in (None, cluster(*SERVED)):
        wrong = found(text, of)["KP502"]
        assert wrong.place is not None
        assert wrong.place.line == line(text, "number: 8080")


def test_a_service_that_changes_its_port_breaks_an_ingress_that_is_not_among_the_files() -> None:
    text = y.service(port=8080) + y.workload()
    live = cluster(*SERVED, ingress("front"), *served(service("web", selector={"app": "web"}), deployed("web")))
    wrong = found(text, live)["KP502"]
    assert str(wrong.subject) == "Ingress shop/front"
    assert wrong.place is not None
    assert wrong.place.line == line(text, "- port: 8080")


def test_a_class_that_is_not_there_or_that_nobody_serves_is_told() -> None:
    text = y.SHOP.replace("nginx", "ngnix")
    missing = found(text, cluster(*SERVED))["KP503"]
    assert missing.place is not None
    assert missing.place.line == line(text, "ingressClassName")
    assert found(y.SHOP, cluster(ingress_class()))["KP504"].severity is Severity.ERROR
    assert found(text) == {}


def test_a_controller_that_nobody_knows_may_run_all_the_same() -> None:
    text = y.SHOP.replace("nginx", "own")
    maybe = found(text, cluster(ingress_class("own", "example.com/own")))["KP504"]
    assert (maybe.severity, maybe.confidence) == (Severity.WARNING, Confidence.POSSIBLE)


def test_a_class_that_serves_others_serves_this_one() -> None:
    of = cluster(
        ingress_class("own", "example.com/own"),
        ingress("other", class_name="own", host="other.example", address="203.0.113.5"),
        service("web", namespace="shop"),
    )
    assert "KP504" not in found(y.SHOP.replace("nginx", "own"), of)


def test_a_rule_that_another_ingress_has_is_told_with_its_line() -> None:
    text = y.SHOP
    old = ingress("old", path="/cart", to="old", namespace="infra")
    lost = found(
        text,
        cluster(
            *SERVED,
            old,
            *served(
                service("old", namespace="infra", type_="ClusterIP", selector={"app": "old"}),
                deployed("old", namespace="infra"),
            ),
        ),
    )["KP506"]
    assert lost.severity is Severity.ERROR
    assert lost.subject == ref("Ingress shop/front")
    assert lost.place is not None
    assert lost.place.line in {line(text, "path: /cart"), line(text, "host: shop.example")}


def test_two_rules_among_the_files_meet_whoever_serves_them() -> None:
    text = y.SHOP + y.ingress("second", to="other") + y.service("other", app="other") + y.workload("other", app="other")
    assert found(text)["KP506"].severity is Severity.WARNING


# -- load balancers


BALANCED = y.service(type_="LoadBalancer", more="loadBalancerClass: example.com/own") + y.workload()


def test_a_class_that_nobody_seems_to_serve_is_told() -> None:
    text = BALANCED
    unknown = found(text, cluster())["KP401"]
    assert (unknown.severity, unknown.confidence) == (Severity.WARNING, Confidence.POSSIBLE)
    assert unknown.place is not None
    assert unknown.place.line == line(text, "loadBalancerClass")
    waiting = cluster(service("other", type_="LoadBalancer", load_balancer_class="example.com/own"))
    assert found(text, waiting)["KP401"].confidence is Confidence.LIKELY


def test_a_class_whose_services_have_addresses_is_served() -> None:
    other = service(
        "other", type_="LoadBalancer", load_balancer=("203.0.113.5",), load_balancer_class="example.com/own"
    )
    assert found(BALANCED, cluster(*served(other))) == {}
    assert found(BALANCED) == {}


def test_where_nobody_asks_for_a_class_it_is_information() -> None:
    assert everything(y.service(type_="LoadBalancer") + y.workload(), cluster()) == ["KP401 info"]
    metallb = pod("speaker", labels={"app": "metallb"}, namespace="metallb-system")
    assert everything(y.service(type_="LoadBalancer") + y.workload(), cluster(metallb)) == []


# What `helm create` gives, with its Ingress and NodePort switched on.
CHART = """---
# Source: web/templates/serviceaccount.yaml
apiVersion: v1
kind: ServiceAccount
metadata: {name: release-web, labels: {helm.sh/chart: web-0.1.0}}
---
# Source: web/templates/service.yaml
apiVersion: v1
kind: Service
metadata:
  name: release-web
  labels: {app.kubernetes.io/name: web, app.kubernetes.io/instance: release}
spec:
  type: NodePort
  ports:
    - port: 80
      targetPort: http
      protocol: TCP
      name: http
  selector: {app.kubernetes.io/name: web, app.kubernetes.io/instance: release}
---
# Source: web/templates/deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: release-web}
spec:
  replicas: 1
  selector:
    matchLabels: {app.kubernetes.io/name: web, app.kubernetes.io/instance: release}
  template:
    metadata:
      labels: {helm.sh/chart: web-0.1.0, app.kubernetes.io/name: web, app.kubernetes.io/instance: release}
    spec:
      serviceAccountName: release-web
      containers:
        - name: web
          image: "nginx:1.16.0"
          ports:
            - {name: http, containerPort: 80, protocol: TCP}
          livenessProbe: {httpGet: {path: /, port: http}}
---
# Source: web/templates/ingress.yaml
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: release-web}
spec:
  ingressClassName: nginx
  rules:
    - host: "chart-example.local"
      http:
        paths:
          - path: /
            pathType: ImplementationSpecific
            backend: {service: {name: release-web, port: {number: 80}}}
---
# Source: web/templates/tests/test-connection.yaml
apiVersion: v1
kind: Pod
metadata:
  name: "release-web-test-connection"
  labels: {app.kubernetes.io/name: web, app.kubernetes.io/instance: release}
  annotations: {"helm.sh/hook": test}
spec:
  containers: [{name: wget, image: busybox, command: ['wget'], args: ['release-web:80']}]
  restartPolicy: Never
"""


@pytest.mark.parametrize("of", [None, cluster(*SERVED)], ids=["offline", "live"])
def test_a_chart_as_helm_makes_it_brings_nothing(of: Cluster | None) -> None:
    report = checked(CHART, of)
    assert report.findings == ()
    assert report.notes == ()
    assert report.checked is not None
    assert report.checked.passed_over == (("Helm hook", 1), ("ServiceAccount", 1))


# -- what is not known


def test_a_cluster_that_could_not_be_read_in_full_makes_no_false_finding_and_says_so() -> None:
    for resource in (Resource.PODS, Resource.SERVICES, Resource.ENDPOINT_SLICES, Resource.INGRESS_CLASSES):
        report = checked(
            y.service(app="gone") + y.workload() + y.ingress(to="gone"), cluster(*SERVED, gaps=(gap(resource),))
        )
        assert [g.resource for g in report.gaps] == [resource]
        codes = {f.code for f in report.findings}
        assert not ({"KP301"} & codes and resource in {Resource.PODS, Resource.ENDPOINT_SLICES})
        assert not ({"KP501"} & codes and resource is Resource.SERVICES)


def test_an_object_that_no_server_takes_is_left_out_and_nothing_else_is_blamed_for_it() -> None:
    text = y.service(node_port=99999) + y.workload() + y.ingress()
    report = checked(text, cluster(*SERVED))
    said = {f.code: f for f in report.findings}
    assert said["KP901"].severity is Severity.ERROR
    assert said["KP901"].place is not None
    assert said["KP901"].place.line == line(text, "nodePort")
    assert said["KP501"].severity is Severity.WARNING
    assert set(said) == {"KP901", "KP501"}


def test_a_dump_of_a_cluster_may_be_checked_its_status_is_not_taken() -> None:
    text = BALANCED.replace(
        "  name: web\n",
        "  name: web\n  creationTimestamp: 2020-01-01T00:00:00Z\n  deletionTimestamp: 2020-01-02T00:00:00Z\n",
        1,
    )
    text = text.replace(
        "---\napiVersion: apps", "status: {loadBalancer: {ingress: [{ip: 203.0.113.9}]}}\n---\napiVersion: apps"
    )
    report = checked(text, cluster())
    assert [f.code for f in report.findings] == ["KP401"]
    assert "being deleted" not in report.findings[0].message


# -- what the report holds


def test_what_would_be_opened_stands_in_the_report_unprobed() -> None:
    report = checked(y.SHOP + y.workload("edge", app="edge", kind="DaemonSet", host=9090), cluster(*SERVED))
    assert report.checked is not None
    assert report.checked.opens == (
        "host-port/shop/DaemonSet/edge/9090/TCP",
        "ingress/shop/front/shop.example/cart",
        "node-port/shop/web/80/TCP",
    )
    assert {e.verdict.value for e in report.exposures} == {"not-probed"}
    assert all(item.skipped for e in report.exposures for item in e.entries)
    assert "(new)" not in str(report)


def test_the_range_and_the_name_of_the_cluster_are_reported_and_of_none_nothing_is_claimed() -> None:
    live = cluster()
    named = Cluster(replace(live.snapshot, context="lab", version="v1.37.2"))
    assert checked(y.SHOP, named).cluster.context == "lab"
    offline = checked(y.SHOP).cluster
    assert (offline.nodes, offline.data_plane) == (0, ())


def test_objects_without_a_namespace_are_of_the_context_or_of_default() -> None:
    live = Cluster(replace(cluster().snapshot, namespace="team"))
    assert checked(y.service(app="wbe") + y.workload(), live, namespace=None).findings[0].subject.namespace == "team"
    assert checked(y.service(app="wbe") + y.workload(), None, namespace=None).findings[0].subject.namespace == "default"
