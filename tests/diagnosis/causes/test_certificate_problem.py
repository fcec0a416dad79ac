from __future__ import annotations

import pytest

from kprobe.model.diagnosis import Verdict
from kprobe.model.finding import Severity
from kprobe.model.objects.ingress import IngressTLS
from kprobe.model.probe import TlsFacts
from tests.kit.comparing import Compared, answered, compared, works
from tests.kit.ingress import tls
from tests.kit.objects import cluster, deployed, served, service, service_port
from tests.kit.shop import SHOP, shop


def with_certificate(problem: str, *, trusted: bool | None = None) -> Compared:
    facts = TlsFacts(subject="CN=other", issuer="CN=ca", names=("other.example",), trusted=trusted, problem=problem)
    return shop(lambda e: answered(e, tls=facts, addresses=("192.0.2.11",)), tls=tls("shop.example"))


@pytest.mark.parametrize("problem", ["expired 3 days ago", "is for other.example"])
def test_a_certificate_that_clients_refuse_is_a_warning(problem: str) -> None:
    found = with_certificate(problem, trusted=False)
    assert found.reports[SHOP].verdict is Verdict.REACHABLE
    (finding,) = found.made()
    assert (finding.code, finding.severity) == ("KP813", Severity.WARNING)
    assert finding.message == f"the certificate served for shop.example {problem}"


@pytest.mark.parametrize("problem", ["is self-signed", "is signed by CN=our own, which is not known here"])
def test_an_authority_of_ones_own_is_information_only(problem: str) -> None:
    (finding,) = with_certificate(problem, trusted=False).made()
    assert finding.severity is Severity.INFO


def test_a_good_certificate_says_nothing() -> None:
    assert with_certificate("", trusted=True).made() == ()
    assert shop(works, tls=tls("shop.example")).made() == ()


DEFAULTS = [
    ("traefik", "CN=TRAEFIK DEFAULT CERT", "Traefik serves its default certificate for shop.example"),
    (
        "ingress-nginx",
        "CN=Kubernetes Ingress Controller Fake Certificate,O=Acme Co",
        "ingress-nginx serves its default certificate for shop.example",
    ),
]


def with_default(subject: str, by: str, *, secret: str) -> Compared:
    facts = TlsFacts(subject=subject, issuer=subject, names=("ingress.local",), problem="is for ingress.local")
    item = IngressTLS(hosts=("shop.example",), secret_name=secret)
    return shop(lambda e: answered(e, tls=facts), tls=(item,), by=by)


@pytest.mark.parametrize(("by", "subject", "said"), DEFAULTS, ids=[d[0] for d in DEFAULTS])
def test_a_default_certificate_tells_of_a_secret_that_does_not_do(by: str, subject: str, said: str) -> None:
    """IN-17, IN-18, IN-21: which of the three it is, only the Secret could tell."""
    (finding,) = with_default(subject, by, secret="cert").made()
    assert finding.message == f"{said}: Secret shop/cert is missing, unusable, or for another name"
    assert finding.severity is Severity.WARNING
    redirected = "plain HTTP is sent to HTTPS, as the Ingress has a TLS block"  # IN-25
    assert (redirected in finding.evidence) is (by == "ingress-nginx")


def test_a_default_certificate_that_is_meant_is_information() -> None:
    """Trap 21: spec.tls without a Secret is valid."""
    (finding,) = with_default("CN=TRAEFIK DEFAULT CERT", "traefik", secret="").made()
    assert finding.severity is Severity.INFO
    assert "names no Secret" in finding.message


SECURE = served(
    service("web", service_port(443, target=8443, node=30443, name="https"), selector={"app": "web"}), deployed("web")
)


@pytest.mark.parametrize(
    ("problem", "codes"),
    [
        ("expired 23 hours ago", ["KP813"]),
        ("becomes valid only in 2 days", ["KP813"]),
        ("is self-signed", []),
        ("is signed by CN=our own, which this system does not trust", []),
        ("", []),
    ],
)
def test_without_a_name_only_a_certificate_out_of_its_time_is_refused_by_everybody(
    problem: str, codes: list[str]
) -> None:
    facts = TlsFacts(subject="CN=web", issuer="CN=web", problem=problem)
    found = compared(cluster(*SECURE), lambda e: answered(e, tls=facts))
    assert found.reports["node-port/shop/web/443/TCP"].verdict is Verdict.REACHABLE
    assert [f.code for f in found.made()] == codes
    assert {str(f.subject) for f in found.made()} <= {"Service shop/web"}


def test_an_ingress_over_plain_http_shows_nobody_a_certificate() -> None:
    facts = TlsFacts(subject="CN=TRAEFIK DEFAULT CERT", names=("x.traefik.default",), problem="is self-signed")
    assert shop(lambda e: answered(e, tls=facts, addresses=("192.0.2.11",)), by="traefik").made() == ()
