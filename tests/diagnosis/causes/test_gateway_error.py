from __future__ import annotations

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.model.diagnosis import Verdict
from kprobe.model.exposure import Entry
from kprobe.model.finding import Confidence
from kprobe.model.probe import Author, Observation, PortState, Stage
from tests.kit.comparing import answered, compared, saw, works
from tests.kit.ingress import served_by
from tests.kit.objects import cluster, deployed, ingress, served, service, service_port
from tests.kit.shop import SHOP, shop


@pytest.mark.parametrize("status", [502, 503, 504])
def test_the_controller_cannot_reach_a_backend_that_has_endpoints(status: int) -> None:
    found = shop(lambda e: answered(e, status))
    assert (found.reports[SHOP].verdict, found.cause(SHOP)) == (Verdict.UNREACHABLE, "gateway-error")
    (finding,) = found.made()
    assert (finding.code, str(finding.subject), finding.exposures) == ("KP810", "Service shop/web", (SHOP,))
    assert str(status) in finding.message


@pytest.mark.parametrize("status", [200, 301, 401, 404, 500])
def test_any_other_answer_is_no_gateway_error(status: int) -> None:
    assert shop(lambda e: answered(e, status)).cause(SHOP) != "gateway-error"


def test_a_sound_answer_says_nothing() -> None:
    assert shop(works).made() == ()


@pytest.mark.parametrize(
    ("by", "status", "body", "said"),
    [
        ("traefik", 502, "Bad Gateway", "Traefik answers 502 for Service shop/web port 80, which has ready endpoints"),
        ("traefik", 504, "Gateway Timeout", "the backend does not answer in time"),
        ("ingress-nginx", 400, "The plain HTTP request was sent to HTTPS port", "the backend speaks TLS"),
    ],
)
def test_names_the_controller_and_what_it_says(by: str, status: int, body: str, said: str) -> None:
    """IN-32 to IN-34."""
    (finding,) = shop(lambda e: answered(e, status, body=body), by=by).made()
    assert said in finding.message
    assert finding.confidence is Confidence.LIKELY
    assert finding.id == "KP810/Service/shop/web/80"


def test_something_in_front_of_the_controller_is_blamed_for_its_own_words() -> None:
    gone = "No server is available to handle this request."
    found = shop(lambda e: answered(e, 503, body=gone, author=Author.UNKNOWN), by="traefik")
    assert {str(f.subject) for f in found.made()} == {"Ingress shop/shop"}
    assert found.diagnosis(SHOP).message.startswith("HAProxy in front of Traefik answers 503")


def test_another_gateways_words_from_behind_are_the_applications_error() -> None:
    found = shop(lambda e: answered(e, 502, body="502 Bad Gateway <center>nginx/1.23.1</center>"), by="traefik")
    assert (found.reports[SHOP].verdict, found.cause(SHOP)) == (Verdict.REACHABLE, "application-error")
    assert "a gateway of its own" in found.diagnosis(SHOP).message


def test_a_guess_of_tls_that_is_wrong_is_told_by_traefiks_own_words() -> None:
    """IN-35: without the guess the same words are the application's."""
    wrong = compared(guessed(443), lambda e: answered(e, 500, body="Internal Server Error") if e.host else works(e))
    (finding,) = wrong.made()
    assert (finding.code, finding.evidence[0]) == (
        "KP810",
        "Traefik speaks TLS to it, as its port is 443 or named https",
    )
    typed = "text/plain; charset=utf-8"
    plain = compared(
        guessed(80),
        lambda e: answered(e, 500, body="Internal Server Error", content_type=typed) if e.host else works(e),
    )
    assert [f.code for f in plain.made()] == ["KP812"]


def test_a_backend_that_does_not_speak_http_is_told_by_traefiks_bare_words() -> None:
    """What Traefik cannot make sense of it answers with 500, and neither a type nor a server's name."""
    found = compared(guessed(80), lambda e: answered(e, 500, body="Internal Server Error") if e.host else works(e))
    assert (found.reports[SHOP].verdict, found.cause(SHOP)) == (Verdict.UNREACHABLE, "gateway-error")
    (finding,) = found.made()
    assert "is not HTTP" in finding.message
    assert finding.confidence is Confidence.POSSIBLE


@pytest.mark.parametrize(("status", "body"), [(502, "Bad Gateway"), (500, "Internal Server Error")])
@pytest.mark.parametrize("port", [80, 443])
def test_an_application_that_names_itself_says_traefiks_words_for_itself(status: int, body: str, port: int) -> None:
    found = compared(
        guessed(port), lambda e: answered(e, status, behind=True, body=body, server="nginx") if e.host else works(e)
    )
    assert (found.reports[SHOP].verdict, found.cause(SHOP)) == (Verdict.REACHABLE, "application-error")


def test_a_proxy_before_traefik_that_names_itself_does_not_acquit_the_backend() -> None:
    found = compared(
        guessed(80), lambda e: answered(e, 502, body="Bad Gateway", server="nginx") if e.host else works(e)
    )
    assert (found.reports[SHOP].verdict, found.cause(SHOP)) == (Verdict.UNREACHABLE, "gateway-error")


def guessed(port: int) -> Cluster:
    front = service("web", service_port(port, target=8080), type_="ClusterIP", selector={"app": "web"})
    return cluster(ingress("shop", port=port), *served(front, deployed("web")), *served_by("traefik"))


def silent(entry: Entry) -> Observation:
    return saw(entry, PortState.OPEN, stage=Stage.REQUEST, error="connected, but no answer in time", http=None)


def test_a_controller_that_answers_others_waits_for_a_silent_backend() -> None:
    """IN-33."""
    two = cluster(
        ingress("shop"),
        ingress("other", "other.example", to="api"),
        *served(service("web", type_="ClusterIP", selector={"app": "web"}), deployed("web")),
        *served(service("api", type_="ClusterIP", selector={"app": "api"}), deployed("api")),
        *served_by("traefik"),
    )
    found = compared(two, lambda e: silent(e) if e.host == "shop.example" and e.address != e.host else works(e))
    said = found.diagnosis(SHOP)
    assert (said.cause, str(said.subject)) == ("gateway-error", "Service shop/web")
    assert "Traefik takes the request and gives no answer in time" in said.message


def test_a_controller_that_answers_nobody_may_be_silent_itself() -> None:
    assert compared(guessed(80), silent).cause(SHOP) == "no-http-answer"


def test_one_dead_backend_is_one_finding_whichever_way_it_was_met() -> None:
    """NP-12 and IN-32: the NodePort's refusal stands for the Ingress's 502, too."""
    front = service("web", service_port(80, target=8080, node=30080), selector={"app": "web"})
    both = cluster(ingress("shop"), *served(front, deployed("web")), *served_by("traefik"))
    found = compared(
        both,
        lambda e: (
            answered(e, 502, body="Bad Gateway")
            if e.host
            else saw(e, PortState.CLOSED)
            if e.port == 30080
            else works(e)
        ),
    )
    (finding,) = found.made()
    assert (finding.id, finding.confidence) == ("KP801/Service/shop/web/80", Confidence.LIKELY)
    assert set(finding.exposures) == {"ingress/shop/shop/shop.example/", "node-port/shop/web/80/TCP"}
    assert found.diagnosis(SHOP).finding == finding.id
    assert found.cause(SHOP) == "nothing-listens"
