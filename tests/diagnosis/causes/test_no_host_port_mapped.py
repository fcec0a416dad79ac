from __future__ import annotations

from kprobe.model.exposure import Entry
from kprobe.model.probe import Observation, PortState
from tests.kit.comparing import compared, saw, works
from tests.kit.objects import cluster, container_port, deployed

PODS = tuple(deployed(name, ports=(container_port(80, host=8080 + n),)) for n, name in enumerate(("a", "b", "c")))
A = "host-port/shop/Deployment/a/8080/TCP"


def refused(entry: Entry) -> Observation:
    return saw(entry, PortState.CLOSED)


def test_host_ports_of_three_workloads_that_all_refuse_are_one_finding() -> None:
    found = compared(cluster(*PODS), refused)
    (finding,) = found.made()
    assert (found.cause(A), finding.id, len(finding.exposures)) == (
        "no-host-port-mapped",
        "KP828/Cluster/host-ports",
        3,
    )


def test_two_may_be_a_coincidence() -> None:
    assert compared(cluster(*PODS[:2]), refused).cause(A) == "nothing-listens"


def test_where_one_answers_on_the_same_node_it_is_the_container() -> None:
    found = compared(cluster(*PODS), lambda e: works(e) if e.port == 8081 else refused(e))
    assert found.cause(A) == "nothing-listens"
    assert "its container does not listen where host port 8080 leads" in found.diagnosis(A).message


def test_a_host_port_that_is_broken_anyway_does_not_count() -> None:
    idle = deployed("c", sidecar_ports=(container_port(80, host=8082),))
    assert compared(cluster(*PODS[:2], idle), refused).cause(A) == "nothing-listens"


def test_silence_is_no_refusal() -> None:
    found = compared(cluster(*PODS), lambda e: saw(e, PortState.FILTERED))
    assert found.cause(A) == "silent-on-the-way"
