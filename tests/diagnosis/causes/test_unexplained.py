from __future__ import annotations

from kprobe.model.diagnosis import Verdict
from kprobe.model.probe import PortState
from tests.kit.comparing import compared, saw, works
from tests.kit.objects import cluster, container_port, deployed

UDP = "host-port/shop/Deployment/dns/53/UDP"
DNS = cluster(
    deployed("dns", ports=(container_port(53, host=53, protocol="UDP"),)),
    deployed("dns", 2, ports=(container_port(53, host=53, protocol="UDP"),), node="node2"),
)


def test_a_disagreement_that_nothing_explains_is_said_as_such() -> None:
    # Refused on one node and silent on the other: neither "everywhere refused" nor "another one answers".
    seen = {"node1": PortState.CLOSED, "node2": PortState.OPEN_FILTERED}
    found = compared(DNS, lambda e: saw(e, seen[e.node or ""]))
    assert found.cause(UDP) == "unexplained"
    (finding,) = found.made()
    assert finding.code == "KP800"
    assert "predicted open or open|filtered, seen closed" in finding.message
    assert found.reports[UDP].verdict is Verdict.UNKNOWN


def test_agreement_needs_no_explanation() -> None:
    assert compared(DNS, works).made() == ()
    assert compared(DNS, lambda e: saw(e, PortState.OPEN_FILTERED)).made() == ()
