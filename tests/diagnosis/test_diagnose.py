from __future__ import annotations

from kprobe.model.diagnosis import Verdict
from kprobe.model.finding import Severity
from kprobe.model.probe import PortState
from tests.kit.comparing import compared, saw, spared, works
from tests.kit.objects import cluster, container_port, deployed, node, served, service, service_port

WEB = "node-port/shop/web/80/TCP"
SOUND = served(service("web", selector={"app": "web"}), deployed("web"))
TWO_PORTS = service(
    "web",
    service_port(80, target=8080, node=30080, name="http"),
    service_port(81, target=8080, node=30081, name="alt"),
    selector={"app": "web"},
)


def test_every_exposure_gets_a_report_with_its_entries_predictions_and_observations() -> None:
    found = compared(cluster(*SOUND), works).reports[WEB]
    assert [e.entry.node for e in found.entries] == ["node1", "node2"]
    assert all(e.prediction is not None and e.observation is not None and not e.skipped for e in found.entries)
    assert found.route[0].link == "node"


def test_without_a_probe_what_the_api_alone_proves_is_the_diagnosis() -> None:
    dead = served(service("web", selector={"app": "web"}), deployed("web", is_ready=False))
    found = compared(cluster(*dead))
    assert found.reports[WEB].verdict is Verdict.NOT_PROBED
    diagnosis = found.diagnosis(WEB)
    assert (diagnosis.cause, diagnosis.finding) == ("service-none-ready", "KP302/Service/shop/web")
    assert found.made() == ()


def test_without_a_probe_a_sound_exposure_has_no_diagnosis() -> None:
    found = compared(cluster(*SOUND))
    assert (found.reports[WEB].verdict, found.reports[WEB].diagnosis) == (Verdict.NOT_PROBED, None)


def test_a_pending_load_balancer_is_unreachable_by_the_api_alone() -> None:
    web = service("web", type_="LoadBalancer", selector={"app": "web"}, created="2026-10-01T12:00:00Z")
    found = compared(cluster(*served(web, deployed("web"))))
    pending = "load-balancer/shop/web/80/TCP"
    assert found.reports[pending].verdict is Verdict.UNREACHABLE
    assert found.diagnosis(pending).finding.startswith("KP401/")


def test_one_guilty_service_with_two_ports_is_pointed_at_by_both() -> None:
    dead = served(TWO_PORTS, deployed("web", is_ready=False))
    found = compared(cluster(*dead), lambda e: saw(e, PortState.CLOSED))
    second = "node-port/shop/web/81/TCP"
    assert found.diagnosis(WEB).finding == found.diagnosis(second).finding == "KP302/Service/shop/web"
    assert found.made() == ()


def test_one_silent_node_is_one_finding_for_everything_that_it_breaks() -> None:
    api = service("api", service_port(80, target=8080, node=30081), selector={"app": "api"})
    lost = node("node2", ready_status="Unknown", message="Kubelet stopped posting node status.")
    two = cluster(*SOUND, *served(api, deployed("api")), node("node1"), lost)
    found = compared(two, lambda e: saw(e, PortState.FILTERED) if e.node == "node2" else works(e))
    assert found.made() == ()
    (finding,) = [f for f in found.findings if f.severity is not Severity.INFO]
    assert finding.code == "KP701"
    assert {WEB, "node-port/shop/api/80/TCP"} <= set(finding.exposures)
    assert found.diagnosis(WEB).finding == finding.id


def test_findings_of_one_cause_about_one_object_are_merged_with_their_evidence() -> None:
    many = [node(f"node{n}") for n in range(1, 10)]
    found = compared(cluster(*SOUND, *many), lambda e: saw(e, PortState.CLOSED))
    (finding,) = found.made()
    assert finding.exposures == (WEB,)
    assert len(finding.evidence) == 6  # nine nodes, but nobody reads nine lines
    assert len(set(finding.evidence)) == 6


def test_the_diagnosis_points_at_the_finding_that_the_probe_made() -> None:
    found = compared(cluster(*SOUND), lambda e: saw(e, PortState.FILTERED))
    assert found.diagnosis(WEB).finding in {f.id for f in found.made()}


def test_the_worst_cause_of_several_is_the_diagnosis() -> None:
    lost = node("node2", ready_status="Unknown")
    three = cluster(*SOUND, node("node1"), lost, node("node3"))
    seen = {"node1": PortState.OPEN, "node2": PortState.FILTERED, "node3": PortState.CLOSED}
    found = compared(three, lambda e: saw(e, seen[e.node or ""]))
    assert found.diagnosis(WEB).finding.startswith("KP701/")
    assert {f.code for f in found.made()} == {"KP802"}


def test_why_an_entry_was_not_tried_is_said_and_only_there() -> None:
    found = compared(cluster(*SOUND), lambda e: spared(e) if e.node == "node2" else works(e))
    assert [e.skipped for e in found.reports[WEB].entries] == ["", "the deadline passed"]


def test_a_deadline_that_leaves_half_unseen_makes_good_news_unknown_without_a_cause() -> None:
    found = compared(cluster(*SOUND), lambda e: spared(e) if e.node == "node2" else works(e))
    assert (found.reports[WEB].verdict, found.reports[WEB].diagnosis) == (Verdict.UNKNOWN, None)
    assert found.made() == ()


def test_equal_targets_share_one_observation() -> None:
    # Two workloads that claim one host port on one node: one knock answers for both.
    port = (container_port(80, host=8080),)
    found = compared(cluster(deployed("a", ports=port), deployed("b", ports=port)), works)
    seen = {found.reports[f"host-port/shop/Deployment/{n}/8080/TCP"].entries[0].observation for n in "ab"}
    assert len(seen) == 1
    assert None not in seen


def test_a_finding_about_another_exposure_of_the_same_code_is_not_pointed_at() -> None:
    dead = served(service("web", selector={"app": "web"}), deployed("web", is_ready=False))
    api = service("api", service_port(80, target=8080, node=30081), selector={"app": "api"})
    also = served(api, deployed("api", is_ready=False))
    found = compared(cluster(*dead, *also), lambda e: saw(e, PortState.CLOSED))
    assert found.diagnosis(WEB).finding == "KP302/Service/shop/web"
    assert found.diagnosis("node-port/shop/api/80/TCP").finding == "KP302/Service/shop/api"
