from __future__ import annotations

import pytest

from kprobe.model.diagnosis import Verdict
from kprobe.model.finding import Severity
from kprobe.model.probe import PortState, Stage, TlsFacts
from tests.kit.comparing import answered, saw
from tests.kit.ingress import tls
from tests.kit.shop import SHOP, shop


@pytest.mark.parametrize(
    ("status", "said"), [(421, "for two different ones"), (495, "wants a client"), (496, "wants a client")]
)
def test_what_the_router_itself_wants_of_a_client_leaves_the_route_unknown(status: int, said: str) -> None:
    """SIG-22, SIG-23."""
    found = shop(lambda e: answered(e, status), tls=tls("shop.example"))
    assert (found.reports[SHOP].verdict, found.cause(SHOP)) == (Verdict.UNKNOWN, "turned-away")
    (finding,) = found.made()
    assert (finding.code, finding.severity) == ("KP843", Severity.INFO)
    assert said in finding.message


def test_a_handshake_that_ends_for_want_of_a_certificate_is_no_fault() -> None:
    wants = TlsFacts(alert="certificate_required", wants_client_certificate=True)
    found = shop(
        lambda e: saw(e, PortState.OPEN, stage=Stage.TLS, tls=wants, error="certificate required"),
        tls=tls("shop.example"),
    )
    assert (found.reports[SHOP].verdict, [f.code for f in found.made()]) == (Verdict.UNKNOWN, ["KP843"])


@pytest.mark.parametrize("status", [200, 401, 403])
def test_an_applications_own_refusal_is_an_answer(status: int) -> None:
    assert shop(lambda e: answered(e, status)).made() == ()


def test_without_tls_there_is_no_name_to_mistake() -> None:
    found = shop(lambda e: answered(e, 421))
    assert (found.reports[SHOP].verdict, found.made()) == (Verdict.REACHABLE, ())


def test_an_application_behind_traefik_that_names_itself_answers_for_itself() -> None:
    found = shop(lambda e: answered(e, 421, server="nginx", behind=True), tls=tls("shop.example"), by="traefik")
    assert (found.reports[SHOP].verdict, found.made()) == (Verdict.REACHABLE, ())
