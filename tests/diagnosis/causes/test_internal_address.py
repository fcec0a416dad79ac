from __future__ import annotations

import pytest

from kprobe.model.exposure import Scope
from kprobe.model.finding import Confidence
from kprobe.model.objects.meta import Annotations
from kprobe.model.probe import PortState
from tests.kit.comparing import Compared, compared, saw, works
from tests.kit.objects import cluster, deployed, served, service, service_port
from tests.kit.stages import with_meta, with_spec

WEB = "load-balancer/shop/web/80/TCP"
AWS = "service.k8s.aws/nlb"


def seen(address: str, *, scheme: Annotations | None = None, class_: str | None = None, **more: object) -> Compared:
    port = service_port(80, target=8080)
    web = service("web", port, type_="LoadBalancer", load_balancer=(address,), selector={"app": "web"})
    web = with_meta(with_spec(web, load_balancer_class=class_), annotations=scheme)
    return compared(cluster(*served(web, deployed("web"))), lambda e: saw(e, PortState.FILTERED, **more))


def test_a_private_address_is_one_explanation_of_silence() -> None:
    found = seen("10.1.2.3")
    assert (found.cause(WEB), found.diagnosis(WEB).confidence) == ("internal-address", Confidence.POSSIBLE)


def test_an_annotation_makes_it_likely() -> None:  # row LB-13
    found = seen("10.1.2.3", scheme=Annotations(gke_type="Internal"))
    assert (found.cause(WEB), found.diagnosis(WEB).confidence) == ("internal-address", Confidence.LIKELY)
    assert "an annotation asks for an internal load balancer" in found.diagnosis(WEB).evidence


def test_the_controller_of_aws_makes_internal_ones_unless_asked_otherwise() -> None:  # row LB-12
    found = seen("web.elb.example", class_=AWS, addresses=("10.1.2.3",))
    assert (found.cause(WEB), found.diagnosis(WEB).confidence) == ("internal-address", Confidence.LIKELY)
    assert found.reports[WEB].exposure.scope is Scope.PRIVATE
    facing = seen(
        "web.elb.example", class_=AWS, scheme=Annotations(aws_scheme="internet-facing"), addresses=("10.1.2.3",)
    )
    assert facing.reports[WEB].exposure.scope is Scope.UNKNOWN
    assert facing.diagnosis(WEB).confidence is Confidence.POSSIBLE


@pytest.mark.parametrize("address", ["203.0.113.5", "lb.example"])
def test_a_public_address_is_not_internal(address: str) -> None:
    assert seen(address).cause(WEB) == "silent-on-the-way"


BALANCED = service("web", type_="LoadBalancer", load_balancer=("10.1.2.3",), selector={"app": "web"})


def test_a_private_network_that_answers_elsewhere_is_within_reach() -> None:
    shop = cluster(*served(BALANCED, deployed("web")))
    assert (
        compared(shop, lambda e: works(e) if e.node else saw(e, PortState.FILTERED)).cause(WEB) == "load-balancer-fails"
    )


def test_an_answer_has_no_cause() -> None:
    assert compared(cluster(*served(BALANCED, deployed("web"))), works).made() == ()
