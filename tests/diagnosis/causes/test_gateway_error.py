from __future__ import annotations

import pytest

from kprobe.model.diagnosis import Verdict
from tests.kit.comparing import answered, works
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
