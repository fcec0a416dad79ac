from __future__ import annotations

from kprobe.model.diagnosis import Verdict
from kprobe.model.exposure import Entry
from kprobe.model.probe import Observation, PortState
from tests.kit.comparing import compared, saw
from tests.kit.objects import cluster, container_port, deployed, node, served, service, service_port

WEB, API, HOST = "node-port/shop/web/80/TCP", "node-port/shop/api/80/TCP", "host-port/shop/Deployment/edge/8080/TCP"
THREE = cluster(
    node("node1", "192.0.2.11"),
    node("node2", "192.0.2.12"),
    *served(service("web", selector={"app": "web"}), deployed("web")),
    *served(service("api", service_port(80, target=8080, node=30081), selector={"app": "api"}), deployed("api")),
    deployed("edge", ports=(container_port(80, host=8080),)),
)


def silent(entry: Entry) -> Observation:
    return saw(entry, PortState.FILTERED)


def test_nodes_that_never_answer_are_one_finding_for_all_that_they_carry() -> None:
    found = compared(THREE, silent)
    assert {i: (found.reports[i].verdict, found.cause(i)) for i in (WEB, API, HOST)} == dict.fromkeys(
        (WEB, API, HOST), (Verdict.UNREACHABLE, "no-node-answers")
    )
    (finding,) = found.made()
    assert (finding.code, str(finding.subject)) == ("KP817", "Cluster nodes")
    assert set(finding.exposures) == {WEB, API, HOST}


def test_one_refusal_anywhere_shows_that_the_nodes_can_be_reached() -> None:
    found = compared(THREE, lambda e: saw(e, PortState.CLOSED) if e.port == 8080 else silent(e))
    assert found.cause(WEB) == "silent-on-the-way"


ONE = node("node1", "192.0.2.11")
PORTS = (container_port(80, host=8080), container_port(81, host=8081))


def test_one_address_alone_is_not_every_node() -> None:
    found = compared(cluster(ONE, deployed("edge", ports=PORTS)), silent)
    assert found.cause(HOST) == "silent-on-the-way"


def test_one_port_alone_is_not_every_port() -> None:
    web = served(service("web", selector={"app": "web"}), deployed("web"))
    found = compared(cluster(ONE, node("node2", "192.0.2.12"), *web), silent)
    assert found.cause(WEB) == "silent-on-the-way"
