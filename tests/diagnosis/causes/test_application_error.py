from __future__ import annotations

import pytest

from kprobe.model.diagnosis import Verdict
from kprobe.model.finding import Severity
from tests.kit.comparing import answered, works
from tests.kit.shop import SHOP, shop


@pytest.mark.parametrize("status", [500, 501, 507])
def test_the_applications_own_server_error_is_a_warning_on_a_sound_way_in(status: int) -> None:
    found = shop(lambda e: answered(e, status))
    assert found.reports[SHOP].verdict is Verdict.REACHABLE
    (finding,) = found.made()
    assert (finding.code, finding.severity, str(finding.subject)) == ("KP812", Severity.WARNING, "Deployment shop/web")


@pytest.mark.parametrize("status", [200, 302, 403, 404, 499])
def test_what_is_no_server_error_says_nothing(status: int) -> None:
    assert shop(lambda e: answered(e, status)).made() == ()


def test_a_gateway_error_is_another_cause() -> None:
    assert shop(lambda e: answered(e, 502)).cause(SHOP) == "gateway-error"
    assert shop(works).cause(SHOP) == ""
