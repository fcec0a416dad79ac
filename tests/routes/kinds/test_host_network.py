from __future__ import annotations

from kprobe.model.objects.pod import Pod
from kprobe.model.route import Link
from tests.kit.objects import cluster, container_port, node, pod, service, service_port
from tests.kit.stages import link_of, predicted, routes


def listener(number: int, *, waiting: str = "", name: str = "a", node: str = "node1", host_ip: str = "") -> Pod:
    ports = (container_port(number, host_ip=host_ip),)
    return pod(name, host_network=True, ports=ports, waiting=waiting, node=node)


def pod_link(crashed: Pod, *others: Pod) -> Link:
    number = (crashed.spec.containers or ())[0].ports or ()
    (entry,) = routes(cluster(crashed, *others))[f"host-network/shop/Pod/a/{number[0].container_port}/TCP"].entries
    return link_of(entry, "pod")


def test_every_address_of_its_node_is_an_entry() -> None:
    found = routes(cluster(listener(8080), node("node1", "192.0.2.11", "2001:db8::11")))
    entries = found["host-network/shop/Pod/a/8080/TCP"].entries
    assert [e.entry.address for e in entries] == ["192.0.2.11", "2001:db8::11"]
    assert {predicted(e).works for e in entries} == {True}


def test_the_component_that_holds_the_port_of_a_crash_loop_is_named() -> None:  # HN-8, HN-9, HN-11
    assert pod_link(listener(10250, waiting="CrashLoopBackOff")).evidence == ("kubelet of node1 listens on 10250",)


def test_another_pod_that_claims_the_port_of_a_crash_loop_is_named() -> None:  # HN-7
    rival = listener(8080, name="b")
    link = pod_link(listener(8080, waiting="CrashLoopBackOff"), rival)
    assert link.evidence == ("Pod shop/b claims 8080 on node1 as well",)
    assert pod_link(listener(8080, waiting="CrashLoopBackOff"), listener(8080, name="b", node="node2")).evidence == ()


def test_a_number_of_the_node_port_range_may_still_have_rules_of_a_service_that_is_gone() -> None:
    assert "rules of a Service that is gone" in pod_link(listener(30080, waiting="Error")).evidence[0]


def test_a_node_port_of_another_number_is_no_rival() -> None:
    other = service("web", service_port(80, node=30081))
    (entry,) = routes(cluster(listener(30080), other))["host-network/shop/Pod/a/30080/TCP"].entries
    assert [link.link for link in entry.links] == ["node", "pod", "process"]
