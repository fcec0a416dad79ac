from __future__ import annotations

from kprobe.model.diagnosis import Verdict
from kprobe.model.exposure import Entry
from kprobe.model.finding import Severity
from kprobe.model.probe import Observation, PortState
from tests.kit.comparing import compared, saw, works
from tests.kit.objects import cluster, container_port, deployed, node, served, service
from tests.kit.stages import with_spec

WEB = "host-network/shop/Deployment/web/80/TCP"
BOTH = node("node1", "192.0.2.11", "2001:db8::11")
ON_HOST = cluster(BOTH, deployed("web", host_network=True, ports=(container_port(80),)))


def only_ipv4(entry: Entry) -> Observation:
    return saw(entry, PortState.CLOSED if ":" in entry.address else PortState.OPEN)


def test_a_process_that_binds_one_family_is_reachable_and_said_to_lack_the_other() -> None:
    found = compared(ON_HOST, only_ipv4)
    assert (found.reports[WEB].verdict, found.cause(WEB)) == (Verdict.REACHABLE, "one-family")
    (finding,) = found.made()
    assert (finding.code, finding.severity, str(finding.subject)) == ("KP816", Severity.INFO, "Deployment shop/web")
    assert "IPv6" in finding.message


def test_refused_over_both_is_no_matter_of_families() -> None:
    found = compared(ON_HOST, lambda e: saw(e, PortState.CLOSED))
    assert (found.reports[WEB].verdict, found.cause(WEB)) == (Verdict.UNREACHABLE, "nothing-listens")


def test_silence_over_one_is_no_matter_of_families() -> None:
    found = compared(ON_HOST, lambda e: saw(e, PortState.FILTERED if ":" in e.address else PortState.OPEN))
    assert found.reports[WEB].verdict is Verdict.DEGRADED


def test_a_service_owes_the_families_that_it_says() -> None:
    dual = with_spec(service("web", selector={"app": "web"}), ip_families=("IPv4",))
    found = compared(cluster(BOTH, *served(dual, deployed("web"))), lambda e: saw(e, PortState.CLOSED))
    assert found.cause("node-port/shop/web/80/TCP") != "one-family"


def test_both_families_answer() -> None:
    assert compared(ON_HOST, works).made() == ()
