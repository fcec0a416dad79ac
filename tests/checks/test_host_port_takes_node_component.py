from __future__ import annotations

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.model.finding import Confidence, Severity
from kprobe.model.objects.pod import Pod
from tests.checks.found import blamed, found, one
from tests.kit.objects import cluster, container_port, node, pod, ref, service, service_port

CONTROL = node("node1", labels={"node-role.kubernetes.io/control-plane": ""})


def host_port(number: int, *, host_ip: str = "", node: str = "node1") -> Pod:
    return pod("a", node=node, ports=(container_port(8443, host=number, host_ip=host_ip),))


def listener(number: int, *, node: str = "node1") -> Pod:
    return pod("a", node=node, host_network=True, ports=(container_port(number, host=number),))


@pytest.mark.parametrize(
    ("guilty", "component", "confidence"),
    [
        pytest.param(host_port(10250), "kubelet", Confidence.CERTAIN, id="host_port_10250_cuts_off_the_kubelet"),
        pytest.param(listener(10250), "kubelet", Confidence.LIKELY, id="host_network_pod_wants_the_kubelets_port"),
        pytest.param(listener(10248), "kubelet", Confidence.LIKELY, id="host_network_pod_wants_the_healthz_port"),
        pytest.param(host_port(10256), "kube-proxy", Confidence.LIKELY, id="host_port_takes_kube_proxys_health"),
        pytest.param(host_port(22), "sshd", Confidence.LIKELY, id="host_port_22_locks_the_administrator_out"),
        pytest.param(host_port(6443), "kube-apiserver", Confidence.CERTAIN, id="host_port_6443_on_a_control_plane"),
        pytest.param(listener(10257), "kube-controller-manager", Confidence.LIKELY, id="wants_10257_on_control_plane"),
    ],
)
def test_blames_the_workload(guilty: Pod, component: str, confidence: Confidence) -> None:
    finding = one("KP105", cluster(guilty, CONTROL))
    assert finding.subject == ref("Pod shop/a")
    assert component in finding.message
    assert (finding.severity, finding.confidence) == (Severity.ERROR, confidence)
    assert len(finding.exposures) == 1


def test_etcd_is_known_by_its_own_pod() -> None:
    etcd = pod(
        "etcd-node1", namespace="kube-system", owner="Node/node1", host_network=True, labels={"component": "etcd"}
    )
    assert blamed("KP105", cluster(etcd, host_port(2379), CONTROL)) == {"Pod shop/a"}


def test_one_finding_for_all_nodes_of_a_workload() -> None:
    pods = (pod(f"a{n}", node=f"node{n}", owner="DaemonSet/a", ports=(container_port(80, host=10250),)) for n in (1, 2))
    finding = one("KP105", cluster(*pods))
    assert finding.subject == ref("DaemonSet shop/a")
    assert len(finding.evidence) == 2


def test_a_node_port_of_a_widened_range_can_take_the_kubelets_port() -> None:
    finding = one("KP105", cluster(service("web", service_port(80, node=10250))))
    assert finding.subject == ref("Service shop/web")
    assert finding.exposures == ("node-port/shop/web/80/TCP",)


@pytest.mark.parametrize(
    "healthy",
    [
        pytest.param(
            cluster(
                pod(
                    "kube-proxy-x",
                    namespace="kube-system",
                    owner="DaemonSet/kube-proxy",
                    labels={"k8s-app": "kube-proxy"},
                    host_network=True,
                    ports=(container_port(10256, host=10256),),
                )
            ),
            id="kube_proxy_itself",
        ),
        pytest.param(
            cluster(
                pod(
                    "kube-apiserver-node1",
                    namespace="kube-system",
                    owner="Node/node1",
                    host_network=True,
                    ports=(container_port(6443, host=6443),),
                ),
                CONTROL,
            ),
            id="the_api_server_itself",
        ),
        pytest.param(cluster(host_port(6443, node="node2"), CONTROL, node("node2")), id="6443_on_a_worker"),
        pytest.param(cluster(host_port(2379), CONTROL), id="2379_on_a_control_plane_that_runs_no_etcd"),
        pytest.param(cluster(host_port(10248)), id="a_host_port_beside_a_component_on_loopback"),
        pytest.param(cluster(host_port(10250, host_ip="127.0.0.1")), id="a_host_port_on_loopback_only"),
        pytest.param(
            cluster(pod("a", ports=(container_port(80, host=10250, protocol="UDP"),))), id="the_same_number_for_udp"
        ),
        pytest.param(cluster(pod("a", ports=(container_port(10250),))), id="a_container_port_without_host_port"),
        pytest.param(cluster(service("web", service_port(80, node=6443))), id="a_node_port_where_no_api_server_is"),
    ],
)
def test_is_silent_for(healthy: Cluster) -> None:
    assert found("KP105", healthy) == []
