from __future__ import annotations

from kprobe.model.finding import Confidence
from kprobe.model.probe import PortState
from tests.kit.comparing import compared, saw, works
from tests.kit.ingress import served_by
from tests.kit.objects import (
    cluster,
    container_port,
    deployed,
    endpoint,
    endpoint_slice,
    ingress,
    served,
    service,
    service_port,
)
from tests.kit.stages import with_spec

WEB = "node-port/shop/web/80/TCP"
SOUND = served(service("web", selector={"app": "web"}), deployed("web"))


def test_refused_everywhere_although_endpoints_are_ready() -> None:
    found = compared(cluster(*SOUND), lambda e: saw(e, PortState.CLOSED))
    diagnosis = found.diagnosis(WEB)
    assert (diagnosis.cause, str(diagnosis.subject)) == ("nothing-listens", "Service shop/web")
    assert diagnosis.confidence is Confidence.POSSIBLE
    (finding,) = found.made()
    assert (finding.code, finding.exposures) == ("KP801", (WEB,))
    assert len(finding.evidence) == 2  # both nodes, one finding


def test_a_target_port_that_no_container_declares_makes_it_likely() -> None:
    web = service("web", service_port(80, target=9999, node=30080), selector={"app": "web"})
    pod = deployed("web", ports=(container_port(8080),))
    found = compared(cluster(*served(web, pod)), lambda e: saw(e, PortState.CLOSED))
    assert found.diagnosis(WEB).confidence is Confidence.LIKELY
    assert "9999" in " ".join(found.diagnosis(WEB).evidence)


def test_a_host_port_and_a_host_network_blame_the_workload() -> None:
    port = container_port(80, host=8080)
    mapped = compared(cluster(deployed("web", ports=(port,))), lambda e: saw(e, PortState.CLOSED))
    assert str(mapped.diagnosis("host-port/shop/Deployment/web/8080/TCP").subject) == "Deployment shop/web"
    assert "CNI" in mapped.diagnosis("host-port/shop/Deployment/web/8080/TCP").message
    shared = deployed("web", ports=(container_port(8080),), host_network=True)
    bound = compared(cluster(shared), lambda e: saw(e, PortState.CLOSED))
    assert "nothing listens on 8080" in bound.diagnosis("host-network/shop/Deployment/web/8080/TCP").message


def test_one_node_that_answers_makes_it_another_cause() -> None:
    found = compared(cluster(*SOUND), lambda e: saw(e, PortState.CLOSED) if e.node == "node2" else works(e))
    assert found.cause(WEB) == "node-differs"


def test_silence_is_another_cause() -> None:
    found = compared(cluster(*SOUND), lambda e: saw(e, PortState.FILTERED))
    assert found.cause(WEB) == "silent-on-the-way"


def test_a_node_that_is_silent_by_intent_does_not_hide_it() -> None:
    web = served(service("web", selector={"app": "web"}, policy="Local"), deployed("web"))
    seen = {"node1": PortState.CLOSED, "node2": PortState.FILTERED}
    found = compared(cluster(*web), lambda e: saw(e, seen[e.node or ""]))
    assert found.cause(WEB) == "nothing-listens"


def test_refused_at_the_controller_is_not_the_backends_fault() -> None:
    backend = served(service("web", type_="ClusterIP", selector={"app": "web"}), deployed("web"))
    found = compared(cluster(ingress("shop"), *backend, *served_by()), lambda e: saw(e, PortState.CLOSED))
    diagnosis = found.diagnosis("ingress/shop/shop/shop.example/")
    assert (diagnosis.cause, str(diagnosis.subject)) == ("nothing-listens", "Ingress shop/shop")
    assert "controller does not listen" in diagnosis.message
    assert "Service shop/web" not in diagnosis.message


def test_with_session_affinity_one_client_meets_one_endpoint() -> None:  # NP-26
    web = with_spec(service("web", selector={"app": "web"}), session_affinity="ClientIP")
    pods = (deployed("web"), deployed("web", 2, addresses=("10.244.0.8",)))
    two = compared(cluster(*served(web, *pods)), lambda e: saw(e, PortState.CLOSED))
    assert "keeps this client with one of its endpoints" in two.diagnosis(WEB).message
    one = compared(cluster(*served(web, deployed("web"))), lambda e: saw(e, PortState.CLOSED))
    assert "sessionAffinity" not in one.diagnosis(WEB).message


def test_endpoints_made_by_hand_that_refuse_are_shown() -> None:
    hand = endpoint_slice("web", endpoint("203.0.113.9"))
    found = compared(cluster(service("web"), hand), lambda e: saw(e, PortState.CLOSED))
    assert "endpoints made by hand, 203.0.113.9:8080, and they refuse" in found.diagnosis(WEB).message
    assert "by hand" not in compared(cluster(*SOUND), lambda e: saw(e, PortState.CLOSED)).diagnosis(WEB).message


def test_pods_that_are_published_unready_and_refuse_say_why_they_are_not_ready() -> None:  # row SV-12
    web = service("web", selector={"app": "web"}, publish_not_ready=True)
    sick = deployed("web", waiting="CrashLoopBackOff", is_ready=False)
    shown = endpoint_slice("web", endpoint("10.244.0.7", node="node1", pod_name=sick.metadata.name))
    found = compared(cluster(web, sick, shown), lambda e: saw(e, PortState.CLOSED))
    assert "although they are not ready, and they refuse" in found.diagnosis(WEB).message
    assert "CrashLoopBackOff" in found.diagnosis(WEB).message
