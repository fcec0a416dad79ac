from __future__ import annotations

import pytest

from kprobe.model.diagnosis import Verdict
from kprobe.model.finding import Severity
from tests.kit.comparing import answered, compared, works
from tests.kit.objects import cluster, deployed, served, service, service_port
from tests.kit.shop import SHOP, shop
from tests.traps.scenes import HEALTHY, NODE_PORT


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


@pytest.mark.parametrize("status", [502, 503, 504])
def test_behind_a_node_port_no_gateway_stands_that_could_have_said_it(status: int) -> None:
    found = compared(cluster(*HEALTHY), lambda e: answered(e, status))
    assert found.reports[NODE_PORT].verdict is Verdict.REACHABLE
    (finding,) = found.made()
    assert (finding.code, finding.message) == ("KP812", f"the application answers {status} at /")


def test_a_load_balancer_may_speak_http_of_its_own() -> None:
    port = service_port(80, target=8080, name="http")
    balanced = service("web", port, type_="LoadBalancer", load_balancer=("203.0.113.7",))
    found = compared(cluster(*served(balanced, deployed("web"))), lambda e: answered(e, 503))
    (finding,) = found.made()
    assert finding.message == "the application, or the load balancer itself, answers 503 at /"
