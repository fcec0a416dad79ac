from __future__ import annotations

import pytest

from kprobe.model.diagnosis import Verdict
from kprobe.model.finding import Severity
from kprobe.model.probe import TlsFacts
from tests.kit.comparing import Compared, answered, works
from tests.kit.ingress import tls
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
