"""Faults that the API shows: each with the right verdict, the right symptom and the right cause."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.e2e.cluster import Cluster
from tests.e2e.facts import Facts
from tests.e2e.report import Report, by_address, observed


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is exposed, the only state that its entries may show, and the code and subject that are to blame.

    `predicted`: what the configuration says of every entry, where that is not the state itself.
    """

    exposure: str
    state: str
    code: str
    subject: str
    predicted: str = ""


FAULTS = {
    "a selector that matches no pod": Fault(
        exposure="node-port/kprobe-selector/web/80/TCP", state="closed", code="KP301", subject="kprobe-selector/web"
    ),
    "pods that are not ready": Fault(
        exposure="node-port/kprobe-not-ready/web/80/TCP", state="closed", code="KP302", subject="kprobe-not-ready/web"
    ),
    "a named targetPort that no container has": Fault(
        exposure="node-port/kprobe-target-name/web/80/TCP",
        state="closed",
        code="KP303",
        subject="kprobe-target-name/web",
    ),
    # No object of the API says what a process listens on: only the probe can know.
    "a numeric targetPort where nothing listens": Fault(
        exposure="node-port/kprobe-target-number/web/80/TCP",
        state="closed",
        predicted="open",
        code="KP801",
        subject="kprobe-target-number/web",
    ),
    "an Ingress to a Service that does not exist": Fault(
        exposure="ingress/kprobe-no-backend/web/gone.nginx.cc/",
        state="open",
        code="KP501",
        subject="kprobe-no-backend/web",
    ),
    "an Ingress to a port that its Service does not have": Fault(
        exposure="ingress/kprobe-no-port/web/port.nginx.cc/", state="open", code="KP502", subject="kprobe-no-port/web"
    ),
}
NO_WAY_IN = {
    "a load balancer that nobody serves": Fault(
        exposure="load-balancer/kprobe-pending/web/80/TCP", state="", code="KP401", subject="kprobe-pending/web"
    ),
    "an Ingress of a class that nobody serves": Fault(
        exposure="ingress/kprobe-no-class/web/class.nginx.cc/", state="", code="KP503", subject="kprobe-no-class/web"
    ),
    "a pod that waits for a host port": Fault(
        exposure="host-port/kprobe-port-taken/Pod/second/8090/TCP",
        state="",
        code="KP103",
        subject="kprobe-port-taken/second",
    ),
}
EVERY_FAULT = {**FAULTS, **NO_WAY_IN}
YOUNG = {"KP401"}
"""Becomes an error with age (test_changes.py)."""


def test_faults_end_with_exit_code_1(faults: Report) -> None:
    assert faults.exit_code == 1, faults.stderr


@pytest.mark.parametrize("fault", EVERY_FAULT.values(), ids=EVERY_FAULT)
def test_unreachable_because_of(faults: Report, fault: Fault) -> None:
    assert faults.exposure(fault.exposure)["verdict"] == "unreachable"
    assert faults.cause(fault.exposure) == fault.code


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_every_entry_shows_the_symptom_of(faults: Report, fault: Fault) -> None:
    exposure = faults.exposure(fault.exposure)
    assert {observed(e) for e in exposure["entries"]} == {fault.state}
    assert all((fault.predicted or fault.state) in e["prediction"]["states"] for e in exposure["entries"])


@pytest.mark.parametrize("fault", NO_WAY_IN.values(), ids=NO_WAY_IN)
def test_there_is_nothing_to_knock_on_for(faults: Report, fault: Fault) -> None:
    exposure = faults.exposure(fault.exposure)
    assert exposure["entries"] == []
    assert exposure["pending"]


@pytest.mark.parametrize("fault", EVERY_FAULT.values(), ids=EVERY_FAULT)
def test_one_finding_names_what_it_breaks_the_evidence_and_a_fix_for(faults: Report, fault: Fault) -> None:
    (finding,) = [f for f in faults.json["findings"] if f["code"] == fault.code]
    assert finding["severity"] == "error" or fault.code in YOUNG
    assert f"{finding['subject']['namespace']}/{finding['subject']['name']}" == fault.subject
    assert fault.exposure in finding["exposures"]
    assert finding["evidence"]
    assert finding["fix"]


def test_nobody_else_is_blamed(faults: Report) -> None:
    blamed = {(code, subject) for code, subject in faults.blamed() if code not in YOUNG}
    assert blamed == {(f.code, f.subject) for f in EVERY_FAULT.values() if f.code not in YOUNG}


def test_a_target_port_that_no_pod_declares_is_a_hint_that_the_diagnosis_uses(faults: Report) -> None:
    fault = FAULTS["a numeric targetPort where nothing listens"]
    (hint,) = [f for f in faults.json["findings"] if f["code"] == "KP304"]
    diagnosis = faults.exposure(fault.exposure)["diagnosis"]
    assert hint["severity"] == "info"
    assert "8999" in hint["message"]
    assert hint["message"] in diagnosis["evidence"]
    assert diagnosis["confidence"] == "likely"


def test_the_pod_that_holds_the_port_goes_on_answering(faults: Report, facts: Facts) -> None:
    exposure = faults.exposure("host-port/kprobe-port-taken/Pod/first/8090/TCP")
    *_, third = facts.node_names
    assert exposure["verdict"] == "reachable"
    assert by_address(exposure)[facts.nodes[third]] == "open"


def test_the_holder_of_the_port_and_the_schedulers_words_are_in_the_evidence(faults: Report, cluster: Cluster) -> None:
    events = cluster.get("events", "-n", "kprobe-port-taken", "--field-selector=reason=FailedScheduling")
    assert any("free ports" in event["message"] for event in events), (
        "the scheduler did not say what this test is about"
    )
    (finding,) = [f for f in faults.json["findings"] if f["code"] == "KP103"]
    told = " ".join([finding["message"], *finding["evidence"]])
    assert "first" in told
    assert "free ports" in told


def test_a_load_balancer_without_an_address_still_answers_on_its_node_port(faults: Report, facts: Facts) -> None:
    exposure = faults.exposure("node-port/kprobe-pending/web/80/TCP")
    assert exposure["verdict"] == "reachable"
    assert by_address(exposure) == dict.fromkeys(facts.nodes.values(), "open")


def test_a_router_that_answers_404_for_a_missing_backend_is_not_taken_for_the_backend(faults: Report) -> None:
    for fault in ("an Ingress to a Service that does not exist", "an Ingress to a port that its Service does not have"):
        entries = faults.exposure(FAULTS[fault].exposure)["entries"]
        assert {e["observation"]["http_status"] for e in entries} <= {404, 502, 503}


def test_faults_beside_them_do_not_touch_what_is_healthy(faults: Report, healthy: Report) -> None:
    before = {e["id"]: e["verdict"] for e in healthy.json["exposures"]}
    after = {e["id"]: e["verdict"] for e in faults.json["exposures"]}
    assert {i: after[i] for i in before} == before
