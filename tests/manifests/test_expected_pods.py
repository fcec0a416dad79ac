from __future__ import annotations

from kprobe.cluster.claims import pod_claims
from kprobe.cluster.cluster import Cluster
from kprobe.cluster.pods import ready
from kprobe.cluster.workloads import workload_of
from kprobe.manifests.expected_pods import MOST, Scheduler, replicas_of
from kprobe.model.objects.node import Taint
from kprobe.model.objects.pod import Pod
from tests.kit.checking import manifests
from tests.kit.lookup import deployment
from tests.kit.objects import cluster, container_port, deployed, node, ref

WEB = container_port(80, host=80)
NODES = tuple(node(f"node{n}") for n in (1, 2, 3))


def maker(
    kind: str = "Deployment", *, host: str = "hostPort: 80", replicas: int = 1, spec: str = "", name: str = "web"
) -> str:
    ports = f"ports: [{{containerPort: 80, {host}}}]" if host else ""
    return (
        f"apiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: {name}}}\nspec:\n  replicas: {replicas}\n"
        f"  template: {{metadata: {{labels: {{app: {name}}}}}, spec: {{{spec}containers: [{{name: c, {ports}}}]}}}}\n"
    )


def pods(text: str, of: Cluster | None = None, *, former: tuple[str, ...] = (), examples: bool = False) -> list[Pod]:
    of = of or cluster(*NODES)
    scheduler = Scheduler(nodes=of.snapshot.nodes, families=("IPv4",), placed=of.claims.of_pods, examples=examples)
    return [
        p for m in manifests(text).objects for p in scheduler.pods(m, replicas_of(m, of.workloads.get(m.ref)), former)
    ]


def places(found: list[Pod]) -> list[str]:
    return [
        p.spec.node_name or ("waits" if p.status.conditions and len(p.status.conditions) > 1 else "-") for p in found
    ]


def test_pods_are_ready_labelled_and_of_their_workload() -> None:
    (only,) = pods(maker(host=""))
    assert ready(only)
    assert only.metadata.labels == {"app": "web"}
    assert workload_of(only) == ref("Deployment shop/web")
    assert only.status.pod_ip


def test_pods_have_addresses_of_their_own() -> None:
    found = pods(maker(host="", replicas=50))
    assert len({p.status.pod_ip for p in found}) == 50


def test_each_pod_with_a_host_port_gets_a_node_of_its_own() -> None:
    assert places(pods(maker(replicas=2))) == ["node1", "node2"]
    assert places(pods(maker(replicas=4))) == ["node1", "node2", "node3", "waits"]


def test_what_others_hold_is_in_the_way() -> None:
    held = cluster(*NODES, *(deployed("edge", n, ports=(WEB,), node=f"node{n}") for n in (1, 3)))
    assert places(pods(maker(), held)) == ["node2"]
    assert places(pods(maker("DaemonSet"), held)) == ["waits", "node2", "waits"]


def test_pods_stay_on_the_nodes_that_they_were_on() -> None:
    assert places(pods(maker(), former=("node3",))) == ["node3"]


def test_nodes_that_do_not_fit_are_left_out() -> None:
    tainted = node("node1", taints=(Taint(key="role", effect="NoSchedule"),))
    assert places(pods(maker("DaemonSet"), cluster(tainted, NODES[1]))) == ["node2"]


def test_where_no_node_fits_ports_are_not_to_blame() -> None:
    assert places(pods(maker(spec="nodeSelector: {gpu: 'yes'}, "))) == ["-"]


def test_a_pod_that_names_its_node_is_put_there() -> None:
    held = cluster(*NODES, deployed("edge", ports=(WEB,), node="node1"))
    assert places(pods(maker(spec="nodeName: node1, "), held)) == ["node1"]


def test_where_nodes_are_not_known_nothing_is_placed() -> None:
    scheduler = Scheduler(nodes=(), families=("IPv4",))
    (web,) = manifests(maker("DaemonSet")).objects
    (only,) = scheduler.pods(web, 1)
    assert (places([only]), next(iter(pod_claims(only))).placed) == (["-"], False)


def test_examples_of_nodes_are_scarce_for_daemon_sets_alone() -> None:
    one = cluster(NODES[0])
    two = maker(name="a") + "---\n" + maker(name="b")
    assert places(pods(two, one, examples=True)) == ["node1", "-"]
    everywhere = maker("DaemonSet", name="a") + "---\n" + maker(name="b")
    assert places(pods(everywhere, one, examples=True)) == ["node1", "waits"]


def test_a_billion_replicas_are_a_few_pods() -> None:
    assert len(pods(maker(host="", replicas=10**9))) == MOST
    assert len(pods(maker(replicas=10**9))) == MOST + 3


def test_a_number_of_replicas_that_is_left_out_stays_as_it_is() -> None:
    (web,) = manifests(maker().replace("  replicas: 1\n", "")).objects
    assert replicas_of(web, None) == 1
    assert replicas_of(web, deployment("web", replicas=5)) == 5
    (zero,) = manifests(maker(replicas=0)).objects
    assert replicas_of(zero, deployment("web", replicas=5)) == 0


def test_jobs_and_cron_jobs_have_a_pod() -> None:
    job = (
        "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: load}\n"
        "spec: {jobTemplate: {spec: {template: {spec: {containers: [{name: c}]}}}}}\n"
    )
    assert [str(workload_of(p)) for p in pods(job)] == ["CronJob shop/load"]
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: {x: y}}\nspec: {containers: [{name: c}]}\n"
    (bare,) = pods(pod)
    assert (bare.metadata.name, bare.metadata.labels, str(workload_of(bare))) == ("a", {"x": "y"}, "Pod shop/a")
