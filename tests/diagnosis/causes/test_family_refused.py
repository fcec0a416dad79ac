from __future__ import annotations

from kprobe.cluster.addresses import family
from kprobe.cluster.cluster import Cluster
from kprobe.model.diagnosis import Verdict
from kprobe.model.exposure import Entry
from kprobe.model.probe import Observation, PortState
from tests.kit.comparing import compared, saw, works
from tests.kit.objects import cluster, deployed, endpoint, endpoint_slice, node, served, service
from tests.kit.stages import with_spec

WEB = "node-port/shop/web/80/TCP"


def dual(policy: str = "Cluster") -> Cluster:
    web = with_spec(service("web", selector={"app": "web"}, policy=policy), ip_families=("IPv4", "IPv6"))
    six = endpoint_slice("web", endpoint("fd00::1", node="node1"), address_type="IPv6", number=2)
    nodes = (node("node1", "192.0.2.11", "2001:db8::11"), node("node2", "192.0.2.12", "2001:db8::12"))
    return cluster(*served(web, deployed("web")), six, *nodes)


def four_only(entry: Entry) -> Observation:
    return works(entry) if family(entry.address) == "IPv4" else saw(entry, PortState.CLOSED)


def test_a_process_without_ipv6_is_the_services_fault_and_no_nodes() -> None:
    found = compared(dual(), four_only)
    assert found.reports[WEB].verdict is Verdict.DEGRADED
    diagnosis = found.diagnosis(WEB)
    assert (diagnosis.cause, str(diagnosis.subject)) == ("family-refused", "Service shop/web")
    assert diagnosis.message.endswith("the process in its pods does not listen on IPv6")
    assert [f.id for f in found.made()] == ["KP818/Service/shop/web/80/IPv6"]


def test_one_node_that_refuses_over_one_family_is_that_nodes_matter() -> None:
    found = compared(dual(), lambda e: saw(e, PortState.CLOSED) if e.address == "2001:db8::12" else works(e))
    assert found.cause(WEB) == "node-differs"


def test_a_node_that_refuses_over_both_families_leaves_it_open() -> None:
    found = compared(dual(), lambda e: four_only(e) if e.node == "node1" else saw(e, PortState.CLOSED))
    assert all(f.code != "KP818" for f in found.made())


def test_silence_over_one_family_is_no_refusal_by_a_process() -> None:
    found = compared(dual(), lambda e: works(e) if family(e.address) == "IPv4" else saw(e, PortState.FILTERED))
    assert all(f.code != "KP818" for f in found.made())


def test_both_families_answering_say_nothing() -> None:
    found = compared(dual(), works)
    assert (found.reports[WEB].verdict, found.made()) == (Verdict.REACHABLE, ())


def test_the_family_that_answers_may_be_slow_at_times_but_never_refuse() -> None:
    def seen(entry: Entry, error: str) -> Observation:
        if family(entry.address) == "IPv6":
            return saw(entry, PortState.CLOSED)
        return saw(entry, PortState.OPEN, attempts=3, succeeded=2, error=error)

    assert "KP818" in {f.code for f in compared(dual(), lambda e: seen(e, "connected, but no answer in time")).made()}
    assert "KP818" not in {f.code for f in compared(dual(), lambda e: seen(e, "refused")).made()}
