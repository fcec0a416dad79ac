from __future__ import annotations

from msgspec.structs import replace

from kprobe.model.diagnosis import Verdict
from kprobe.model.finding import Confidence
from kprobe.model.probe import PortState, TlsFacts
from kprobe.render.people.why import entry_why, why
from tests.kit.reports import ingress, load_balancer, node_port, observation, prediction, reported

WEB = node_port("web", 30080)
LOCAL = prediction(PortState.FILTERED, "no endpoint there and the policy is Local", by_intent=True)


def test_a_certain_diagnosis_is_said_as_it_is() -> None:
    assert why(reported(WEB, Verdict.UNREACHABLE, cause="no pod is ready")) == "no pod is ready"


def test_a_guess_says_that_it_is_one() -> None:
    item = reported(WEB, Verdict.UNREACHABLE, cause="a firewall drops it", confidence=Confidence.POSSIBLE)
    assert why(item) == "a firewall drops it (possible)"


def test_a_pending_load_balancer_says_why_it_has_no_address() -> None:
    assert why(reported(load_balancer("mq"), Verdict.NOT_PROBED)) == "the load balancer has no address yet"


def test_a_healthy_row_says_nothing() -> None:
    assert not why(reported(WEB))


def test_an_entry_that_is_silent_on_purpose_is_explained_in_a_healthy_row() -> None:
    item = reported(WEB)
    entries = (item.entries[0], *(replace(entry, prediction=LOCAL) for entry in item.entries[1:]))
    assert why(replace(item, entries=entries)) == "node2, node3: no endpoint there and the policy is Local"


def test_a_bad_certificate_is_said_in_a_healthy_row() -> None:
    front = ingress("front", "shop.example.com", "/")
    seen = tuple(observation(entry, tls=TlsFacts(problem="expired 3 days ago")) for entry in front.entries)
    assert why(reported(front, seen=seen)) == "certificate: expired 3 days ago"


def test_without_a_diagnosis_the_errors_that_were_seen_are_said_once_each() -> None:
    seen = tuple(observation(entry, PortState.FILTERED, error="no answer") for entry in WEB.entries)
    assert why(reported(WEB, Verdict.UNREACHABLE, seen=seen)) == "no answer"


def test_many_different_errors_are_counted() -> None:
    seen = tuple(observation(e, PortState.FILTERED, error=f"error {i}") for i, e in enumerate(WEB.entries))
    assert why(reported(WEB, Verdict.UNREACHABLE, seen=seen)) == "error 0; error 1 (and 1 more)"


def test_what_was_not_probed_says_why() -> None:
    item = reported(WEB, Verdict.NOT_PROBED, seen=(None, None, None), skipped="the deadline passed")
    assert why(item) == "the deadline passed"


def test_an_entry_says_what_went_wrong_and_what_was_expected() -> None:
    seen = observation(WEB.entries[0], PortState.CLOSED, error="refused")
    closed = prediction(PortState.CLOSED, "no endpoint is ready")
    item = reported(WEB, predicted=closed, seen=(seen, seen, seen))
    assert entry_why(item.entries[0]) == "refused; no endpoint is ready"


def test_an_entry_that_works_says_nothing() -> None:
    assert not entry_why(reported(WEB).entries[0])
