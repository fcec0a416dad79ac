from __future__ import annotations

from collections.abc import Callable

import pytest

from kprobe.cluster.cluster import Cluster
from kprobe.diagnosis.answer import Answer, Question, answer, overall, worst_first
from kprobe.model.diagnosis import Verdict
from kprobe.model.exposure import Entry
from kprobe.model.finding import Confidence
from kprobe.model.probe import Author, HttpFacts, Observation, PortState, Stage, Target, TlsFacts
from tests.kit.comparing import Compared, Witness, answered, compared, saw, works
from tests.kit.ingress import served_by, tls
from tests.kit.objects import cluster, deployed, ingress, served, service, service_port
from tests.kit.shop import shop

WEB = "node-port/shop/web/80/TCP"
PLACE = Target(address="192.0.2.11", port=30080)
URL = Target(address="shop.example", port=80, scheme="http", host="shop.example", path="/")


def healthy() -> Cluster:
    return cluster(*served(service("web", selector={"app": "web"}), deployed("web")))


def dead() -> Cluster:
    return cluster(service("web", selector={"app": "wbe"}))


def asked(of: Compared, name: str = "svc/shop/web", **more: object) -> Answer:
    matched = worst_first(tuple(of.reports.values()))
    return answer(Question(name=name, matched=matched, **more))  # type: ignore[arg-type]


def at_node(node: str, state: PortState) -> Witness:
    """That state at one node, an open port elsewhere."""
    return lambda e: saw(e, state if e.node == node else PortState.OPEN)


def closed(entry: Entry) -> Observation:
    return saw(entry, PortState.CLOSED)


def here(state: PortState | None, target: Target = PLACE, **more: object) -> Observation:
    """What was seen at the very place that was asked for."""
    return Observation(target=target, state=state, stage=Stage.CONNECT, attempts=1, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("of", "witness", "verdict", "sentence"),
    [
        (healthy, works, Verdict.REACHABLE, "svc/shop/web is reachable from outside at 2 of 2 addresses."),
        (
            dead,
            closed,
            Verdict.UNREACHABLE,
            "svc/shop/web is not reachable from outside, because selector app=wbe of Service shop/web matches no pod.",
        ),
        (healthy, at_node("node2", PortState.FILTERED), Verdict.DEGRADED, "at 1 of 2 addresses only, because "),
        (
            dead,
            works,
            Verdict.UNEXPECTED,
            "Something answers at svc/shop/web where the configuration says that nothing",
        ),
        (healthy, None, Verdict.NOT_PROBED, "svc/shop/web was not probed; nothing in its configuration keeps it"),
        (dead, None, Verdict.NOT_PROBED, "svc/shop/web was not probed; it cannot work, because selector app=wbe"),
    ],
    ids=["reachable", "unreachable", "degraded", "unexpected", "not probed", "not probed but dead"],
)
def test_one_sentence_says_it(
    of: Callable[[], Cluster], witness: Witness | None, verdict: Verdict, sentence: str
) -> None:
    said = asked(compared(of(), witness))
    assert said.verdict is verdict
    assert sentence in said.sentence
    assert said.sentence.endswith(".")


def test_how_sure_it_is_stands_beside_the_sentence() -> None:
    said = asked(compared(dead(), closed))
    assert said.confidence is Confidence.CERTAIN
    assert "certain" not in said.sentence


def test_a_silent_udp_port_leaves_it_unknown() -> None:
    dns = service("web", service_port(53, node=30053, protocol="UDP"), selector={"app": "web"})
    of = compared(cluster(*served(dns, deployed("web"))), lambda e: saw(e, PortState.OPEN_FILTERED))
    said = asked(of)
    assert said.verdict is Verdict.UNKNOWN
    assert said.sentence.startswith("Whether svc/shop/web is reachable from outside is not known: ")


def test_several_causes_are_counted_behind_the_first() -> None:
    two = cluster(
        service("web", service_port(80, node=30080), selector={"app": "wbe"}),
        *served(service("api", service_port(80, node=30081), selector={"app": "api"}), deployed("api", is_ready=False)),
    )
    said = asked(compared(two, closed), "deploy/shop/web")
    assert said.sentence.endswith("; 1 more way in fails for another cause.")


def test_several_ways_in_that_fail_for_one_cause_are_one_cause() -> None:
    web = service("web", service_port(80, node=30080), service_port(81, node=30081), selector={"app": "wbe"})
    assert "more way" not in asked(compared(cluster(web), closed)).sentence


def test_one_way_in_of_two_that_works_is_said_so() -> None:
    two = cluster(
        *served(service("web", service_port(80, target=8080, node=30080), selector={"app": "web"}), deployed("web")),
        service("api", service_port(80, node=30081), selector={"app": "aip"}),
    )
    said = asked(compared(two, lambda e: works(e) if e.port == 30080 else closed(e)), "deploy/shop/web")
    assert said.verdict is Verdict.DEGRADED
    assert "by 1 of 2 ways in only" in said.sentence


class TestNothingLeadsThere:
    def test_an_object_is_not_exposed(self) -> None:
        said = answer(Question(name="svc/shop/api", matched=(), reason="its type is ClusterIP"))
        assert said == Answer(
            sentence="svc/shop/api is not exposed: its type is ClusterIP.", verdict=None, confidence=Confidence.CERTAIN
        )

    def test_what_could_not_be_read_makes_it_possible_only(self) -> None:
        assert answer(Question(name="x", matched=(), reason="r", known=False)).confidence is Confidence.POSSIBLE

    @pytest.mark.parametrize(
        ("seen", "words", "verdict"),
        [
            (None, "Nothing leads to 192.0.2.11:9999: r.", None),
            (here(PortState.CLOSED), "is not reachable from outside, because r.", Verdict.UNREACHABLE),
            (here(PortState.OPEN), "answers (open), but not for a way in of this cluster: r.", None),
            (here(PortState.UNREACHABLE, own_trouble=True), "Nothing leads to 192.0.2.11:9999: r.", None),
            (
                here(PortState.OPEN, URL, http=HttpFacts(status=404)),
                "is answered with HTTP 404, because r.",
                Verdict.UNREACHABLE,
            ),
        ],
        ids=["not knocked on", "refused", "somebody else answers", "the prober's own trouble", "the router's 404"],
    )
    def test_an_address_is_answered_by_what_was_seen_there(
        self, seen: Observation | None, words: str, verdict: Verdict | None
    ) -> None:
        said = answer(Question(name="192.0.2.11:9999", matched=(), reason="r", place=True, observation=seen))
        assert words in said.sentence
        assert said.verdict is verdict
        assert said.confidence is not None


class TestTheVeryPlace:
    def test_it_works_there(self) -> None:
        said = asked(compared(healthy(), works), "192.0.2.11:30080", place=True, observation=here(PortState.OPEN))
        assert said.sentence == "192.0.2.11:30080 is reachable from outside: open."

    def test_it_fails_there_alone(self) -> None:
        name = "192.0.2.12:30080"
        of = compared(healthy(), at_node("node2", PortState.FILTERED))
        said = asked(of, name, place=True, observation=here(PortState.FILTERED))
        assert said.verdict is Verdict.UNREACHABLE
        assert said.sentence.startswith(f"{name} is not reachable from outside, because ")

    def test_it_works_there_alone(self) -> None:
        of = compared(healthy(), at_node("node2", PortState.FILTERED))
        said = asked(of, "192.0.2.11:30080", place=True, observation=here(PortState.OPEN))
        assert said.verdict is Verdict.DEGRADED
        assert "answers (open), but node port shop/web is degraded, because" in said.sentence

    def test_a_name_that_does_not_resolve_is_the_reason_though_the_ingress_works(self) -> None:
        backend = served(service("web", type_="ClusterIP", selector={"app": "web"}), deployed("web"))
        of = compared(cluster(ingress("front"), *backend, *served_by()), works)
        seen = here(None, URL, error="the name does not exist")
        matched = tuple(r for r in of.reports.values() if r.exposure.kind == "ingress")
        said = answer(Question(name="http://shop.example/", matched=matched, place=True, observation=seen))
        assert said.verdict is Verdict.UNREACHABLE
        assert "the name does not exist, though other addresses of the same ways in answer" in said.sentence

    def test_the_routers_own_404_is_no_success(self) -> None:
        backend = served(service("web", type_="ClusterIP", selector={"app": "web"}), deployed("web"))
        of = compared(cluster(ingress("front"), *backend, *served_by()), works)
        matched = tuple(r for r in of.reports.values() if r.exposure.kind == "ingress")
        seen = here(PortState.OPEN, URL, http=HttpFacts(status=404, author=Author.ROUTER))
        said = answer(Question(name="http://shop.example/", matched=matched, place=True, observation=seen))
        assert said.verdict is Verdict.UNREACHABLE


def test_the_worst_comes_first_and_an_ingress_after_what_it_leads_to() -> None:
    of = compared(
        cluster(service("web", selector={"app": "wbe"}), ingress("front"), *served_by()),
        lambda e: saw(e, PortState.CLOSED) if e.port == 30080 else works(e),
    )
    assert worst_first(tuple(of.reports.values()))[0].exposure.id == WEB


def test_one_word_for_several() -> None:
    good, bad, unprobed = compared(healthy(), works), compared(dead(), closed), compared(healthy(), None)
    one = {k: next(iter(v.reports.values())) for k, v in {"good": good, "bad": bad, "none": unprobed}.items()}
    assert overall((one["good"], one["good"])) is Verdict.REACHABLE
    assert overall((one["good"], one["bad"])) is Verdict.DEGRADED
    assert overall((one["bad"], one["bad"])) is Verdict.UNREACHABLE
    assert overall((one["good"], one["none"])) is Verdict.NOT_PROBED
    assert overall((one["bad"], one["none"])) is Verdict.UNKNOWN


def test_what_a_client_meets_all_the_same_is_said_with_the_good_news() -> None:
    expired = TlsFacts(names=("shop.example",), problem="expired 3 days ago")
    of = shop(lambda e: answered(e, tls=expired, addresses=("192.0.2.11",)), tls=tls("shop.example"))
    matched = tuple(r for r in of.reports.values() if r.exposure.kind == "ingress")
    said = answer(Question(name="ingress/shop/front", matched=matched))
    assert said.verdict is Verdict.REACHABLE
    assert said.sentence.endswith("addresses, but the certificate served for shop.example expired 3 days ago.")
