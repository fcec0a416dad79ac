"""Every way in of the article that kprobe comes from, working, seen from outside."""

from __future__ import annotations

import pytest

from tests.e2e.cluster import Cluster
from tests.e2e.facts import Facts
from tests.e2e.report import Report, by_address, observed

SILENT_BY_INTENT = {"filtered"}


def test_a_healthy_cluster_ends_with_exit_code_0(healthy: Report) -> None:
    assert healthy.exit_code == 0, healthy.findings() or healthy.json["gaps"] or healthy.stderr


def test_a_healthy_cluster_has_neither_errors_nor_warnings(healthy: Report) -> None:
    assert healthy.findings() == []


def test_everything_in_a_healthy_cluster_is_reachable(healthy: Report) -> None:
    ours = [e for e in healthy.json["exposures"] if e["source"]["namespace"].startswith(("kprobe-", "traefik"))]
    assert {e["id"]: (e["verdict"], e["diagnosis"]) for e in ours if e["verdict"] != "reachable"} == {}


def test_nothing_was_left_unread(healthy: Report) -> None:
    assert healthy.json["gaps"] == []


def test_the_report_says_that_it_stood_outside(healthy: Report) -> None:
    assert healthy.json["vantage"]["kind"] == "outside"


def test_the_data_plane_of_every_node_is_known(healthy: Report, facts: Facts) -> None:
    assert healthy.json["cluster"]["data_plane"] == dict.fromkeys(facts.nodes, facts.proxy)


def test_the_node_port_range_is_known(healthy: Report, facts: Facts) -> None:
    assert healthy.json["cluster"]["node_port_range"]["range"] == facts.node_port_range


def test_a_pod_in_the_host_network_is_reachable_on_its_node_alone(healthy: Report, facts: Facts) -> None:
    exposure = healthy.exposure("host-network/kprobe-host-network/Deployment/web/8081/TCP")
    first, *_ = facts.node_names
    assert by_address(exposure)[facts.nodes[first]] == "open"
    assert {entry["node"] for entry in exposure["entries"]} == {first}
    assert exposure["workload"] == {"kind": "Deployment", "namespace": "kprobe-host-network", "name": "web"}


def test_a_host_port_is_reachable_on_its_pods_node_alone(healthy: Report, facts: Facts) -> None:
    exposure = healthy.exposure("host-port/kprobe-host-port/Deployment/web/8080/TCP")
    _, second, _ = facts.node_names
    assert by_address(exposure)[facts.nodes[second]] == "open"
    assert {entry["node"] for entry in exposure["entries"]} == {second}


@pytest.mark.usefixtures("needs_node_commands", "healthy")
def test_no_socket_listens_behind_a_host_port(cluster: Cluster, facts: Facts) -> None:
    _, second, _ = facts.node_names
    listening = cluster.on_node(second, "ss", "-ltn")
    assert ":10250" in listening, "the kubelet's port shows that this looks at the right place"
    assert ":8080" not in listening


def test_a_node_port_is_reachable_on_every_node(healthy: Report, facts: Facts) -> None:
    exposure = healthy.exposure("node-port/kprobe-node-port/web/80/TCP")
    assert by_address(exposure) == dict.fromkeys(facts.nodes.values(), "open")
    assert {(e["node"], e["address"], e["port"]) for e in exposure["entries"]} == {
        (n, a, 30000) for n, a in facts.nodes.items()
    }


def test_a_local_node_port_answers_where_its_pod_is_and_is_silent_elsewhere_on_purpose(
    healthy: Report, facts: Facts
) -> None:
    exposure = healthy.exposure("node-port/kprobe-node-port-local/web/80/TCP")
    _, second, _ = facts.node_names
    silent = [e for e in exposure["entries"] if e["node"] != second]
    assert by_address(exposure)[facts.nodes[second]] == "open"
    assert {observed(e) for e in silent} == SILENT_BY_INTENT
    assert {tuple(e["prediction"]["states"]) for e in silent} == {("filtered",)}
    assert {e["prediction"]["by_intent"] for e in silent} == {True}
    assert exposure["verdict"] == "reachable"


def test_a_node_port_of_both_families_is_reachable_on_both(healthy: Report, facts: Facts) -> None:
    if not facts.nodes6:
        pytest.skip("the nodes have no IPv6 addresses (fact: nodes6)")
    exposure = healthy.exposure("node-port/kprobe-node-port-6/web/80/TCP")
    assert by_address(exposure) == dict.fromkeys((*facts.nodes.values(), *facts.nodes6.values()), "open")


def test_a_load_balancer_is_reachable_at_its_addresses_of_both_families(healthy: Report, facts: Facts) -> None:
    if not facts.vips:
        pytest.skip("nothing gives load balancers an address (fact: vips)")
    exposure = healthy.exposure("load-balancer/kprobe-load-balancer/web/80/TCP")
    states = by_address(exposure)
    assert sorted(":" in address for address in states) == [False, True]
    assert set(states.values()) == {"open"}


INGRESS = "ingress/kprobe-ingress/web/nginx.cc/"


@pytest.mark.parametrize(
    ("via", "port"),
    [
        pytest.param("node-port/", 31763, id="its NodePort 31763"),
        pytest.param("host-port/", 80, id="its hostPort 80"),
        pytest.param("load-balancer/", 80, id="its load balancer"),
    ],
)
def test_an_ingress_is_reachable_through_its_controller_by(healthy: Report, facts: Facts, via: str, port: int) -> None:
    if via == "load-balancer/" and not facts.vips:
        pytest.skip("nothing gives load balancers an address (fact: vips)")
    entries = [e for e in healthy.exposure(INGRESS)["entries"] if (e["via"] or "").startswith(via)]
    assert entries, "the Ingress is not tried this way"
    assert {(e["port"], e["host"], observed(e), e["observation"]["http_status"]) for e in entries} == {
        (port, "nginx.cc", "open", 200)
    }


def test_an_ingress_is_reachable_by_its_name(healthy: Report, facts: Facts) -> None:
    if not facts.dns_hosts:
        pytest.skip("names cannot be made to resolve (fact: dns_hosts)")
    (entry,) = [e for e in healthy.exposure(INGRESS)["entries"] if e["address"] == "nginx.cc"]
    assert (observed(entry), entry["observation"]["http_status"]) == ("open", 200)
    assert entry["observation"]["addresses"]


def test_the_workload_behind_an_ingress_is_named(healthy: Report) -> None:
    assert healthy.exposure(INGRESS)["workload"] == {"kind": "Deployment", "namespace": "kprobe-ingress", "name": "web"}


def test_a_plain_client_sees_the_same_states(healthy: Report) -> None:
    assert _disagreements(healthy) == {}


def test_a_plain_client_sees_the_same_states_among_faults(faults: Report) -> None:
    assert _disagreements(faults) == {}


def _disagreements(report: Report) -> dict[tuple[str, int], tuple[str | None, str]]:
    assert len(report.plain) > 20
    seen = {
        (e["address"], e["port"]): observed(e)
        for x in report.json["exposures"]
        for e in x["entries"]
        if e["observation"]
    }
    return {target: (seen[target], state) for target, state in report.plain.items() if seen[target] != state}
