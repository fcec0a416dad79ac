from __future__ import annotations

import pytest

from kprobe.diagnosis.comparison import Seen
from kprobe.diagnosis.comparisons.one_side_only import COMPARISON
from kprobe.model.diagnosis import Verdict
from kprobe.model.finding import Severity
from kprobe.model.report import Vantage, VantageKind
from tests.kit.reports import node_port, reported

PARIS = Vantage(kind=VantageKind.OUTSIDE, addresses=("192.0.2.10",))
TOKYO = Vantage(kind=VantageKind.OUTSIDE, addresses=("198.51.100.7",))
POD = Vantage(kind=VantageKind.POD, addresses=("10.244.1.7",))


def seen(**verdicts: Verdict) -> Seen:
    places = {"paris": PARIS, "tokyo": TOKYO, "pod": POD}
    why = {Verdict.UNREACHABLE: "nothing answers"}
    return {places[n]: reported(node_port("web", 30080), v, cause=why.get(v, "")) for n, v in verdicts.items()}


def test_reachable_from_one_place_and_not_from_another_is_a_finding_that_names_both() -> None:
    found = COMPARISON.compared(seen(paris=Verdict.REACHABLE, tokyo=Verdict.UNREACHABLE))
    assert found is not None
    assert (found.code, found.severity, str(found.subject)) == ("KP845", Severity.WARNING, "Service shop/web")
    assert "from outside 192.0.2.10, and not from outside 198.51.100.7" in found.message
    assert found.evidence == ("from outside 198.51.100.7: nothing answers",)
    assert found.exposures == ("node-port/shop/web/80/TCP",)


def test_what_a_pod_reaches_and_nobody_outside_does_is_worth_knowing() -> None:
    found = COMPARISON.compared(seen(pod=Verdict.REACHABLE, tokyo=Verdict.UNREACHABLE))
    assert found is not None
    assert found.severity is Severity.INFO


@pytest.mark.parametrize(
    "verdicts",
    [
        {"paris": Verdict.REACHABLE, "tokyo": Verdict.REACHABLE},
        {"paris": Verdict.UNREACHABLE, "tokyo": Verdict.UNREACHABLE},
        {"paris": Verdict.REACHABLE, "tokyo": Verdict.NOT_PROBED},
        {"paris": Verdict.REACHABLE, "tokyo": Verdict.UNKNOWN},
        {"paris": Verdict.REACHABLE, "tokyo": Verdict.DEGRADED},
    ],
    ids=["both answer", "neither does", "not probed", "not known", "some of it"],
)
def test_what_does_not_contradict_is_no_finding(verdicts: dict[str, Verdict]) -> None:
    assert COMPARISON.compared(seen(**verdicts)) is None
