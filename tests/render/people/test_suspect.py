from __future__ import annotations

import pytest
from msgspec.structs import replace

from kprobe.model.diagnosis import Diagnosis, Verdict
from kprobe.model.finding import Confidence
from kprobe.model.probe import PortState
from kprobe.model.report import ExposureReport
from kprobe.model.route import LinkState
from kprobe.render.people.suspect import Suspect, suspect
from tests.kit import reports, targets


def blamed(item: ExposureReport, cause: str, link: str = "") -> ExposureReport:
    found = Diagnosis(cause=cause, confidence=Confidence.LIKELY, subject=targets.SERVICE, message="x", link=link)
    return replace(item, diagnosis=found)


def refusing() -> ExposureReport:
    item = targets.open_everywhere()
    seen = tuple(replace(e, observation=reports.observation(e.entry, PortState.CLOSED)) for e in item.entries)
    return replace(item, entries=seen, verdict=Verdict.UNREACHABLE)


def test_where_nothing_listens_the_process_is_suspected() -> None:
    item = blamed(refusing(), "nothing-listens", "process")
    assert suspect(item, item.entries[0]) == Suspect(link="process", confidence=Confidence.LIKELY)


def test_a_link_that_the_configuration_breaks_needs_no_suspect() -> None:
    item = blamed(targets.refused(), "nothing-listens", "process")
    assert suspect(item, item.entries[0]) is None


def test_what_works_is_not_suspected() -> None:
    item = blamed(targets.one_node_silent(), "node-differs", "node")
    assert suspect(item, item.entries[0]) is None
    assert suspect(item, item.entries[2]) == Suspect(link="node", confidence=Confidence.LIKELY)


@pytest.mark.parametrize("cause", ["silent-on-the-way", "unexplained"])
def test_a_cause_that_lies_in_no_link_blames_none(cause: str) -> None:
    item = blamed(refusing(), cause)
    assert suspect(item, item.entries[0]) is None


def test_a_state_that_the_api_proves_is_doubted_and_not_overruled() -> None:
    doubt = Suspect(link="node", confidence=Confidence.POSSIBLE)
    assert doubt.beside(targets.link("node", reason="Ready")) == (
        "suspected here (possible), though by the API ok: Ready"
    )
    assert doubt.beside(targets.link("node", LinkState.NOT_CHECKED)) == "suspected here (possible), by what was seen"
