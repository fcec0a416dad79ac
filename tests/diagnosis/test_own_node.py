"""What may be meant for its node alone: silent or not, it is never blamed."""

from __future__ import annotations

from kprobe.model.diagnosis import Verdict
from kprobe.model.objects.pod import Container, Probe, ProbeAction
from kprobe.model.probe import PortState
from tests.kit.comparing import compared, saw
from tests.kit.objects import cluster, container_port, deployed
from tests.kit.stages import with_spec

PORT = container_port(53, host=53, name="dns-tcp")
PROBE = Probe(http_get=ProbeAction(host="169.254.20.10", port=8080))
CACHE = with_spec(
    deployed("cache", host_network=True, ports=(PORT,)),
    containers=(Container(name="app", ports=(PORT,), liveness_probe=PROBE),),
)
DNS = "host-network/shop/Deployment/cache/53/TCP"


def test_refused_from_outside_it_is_no_finding_and_nothing_to_call_reachable() -> None:
    found = compared(cluster(CACHE), lambda e: saw(e, PortState.CLOSED))
    assert (found.reports[DNS].verdict, found.made()) == (Verdict.UNKNOWN, ())


def test_where_it_listens_everywhere_after_all_it_is_reachable_and_no_surprise() -> None:
    found = compared(cluster(CACHE), lambda e: saw(e, PortState.OPEN))
    assert (found.reports[DNS].verdict, found.made()) == (Verdict.REACHABLE, ())
