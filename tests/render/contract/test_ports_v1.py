from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from kprobe.model.snapshot import Resource
from kprobe.pipeline.port_survey import PortsOptions, survey
from kprobe.progress import Silent
from kprobe.render.contract.convert_ports import convert
from kprobe.render.contract.schema import schema, text
from tests.kit.lookup import deployment
from tests.kit.objects import NO_FREE_PORTS, cluster, container_port, deployed, gap, pod, service
from tests.kit.source import Held

PUBLISHED = Path(__file__).parents[3] / "docs" / "ports.schema.json"
CROWDED = cluster(
    service("web"),
    service("other"),
    pod("a", ports=(container_port(30080, host=30080),)),
    deployed("edge", ports=(container_port(80, host=80),)),
    deployed("debug", ports=(container_port(80, host=80),), unscheduled=NO_FREE_PORTS),
    deployments=(deployment("idle", container_port(81, host=81), replicas=0),),
)
UNREAD = cluster(gaps=(gap(Resource.SERVICES),))


def document(held: Held, **options: Any) -> Any:
    return json.loads(msgspec.json.encode(convert(survey(held, PortsOptions(**options), Silent()))))


def test_the_published_schema_is_up_to_date() -> None:
    assert PUBLISHED.read_text(encoding="utf-8") == text("ports"), "run: python docs/schema.py"


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({}, id="everything"),
        pytest.param({"free": 2}, id="with_free_node_ports"),
        pytest.param({"free": 2, "host_ports": True, "node": "node1"}, id="with_free_host_ports_of_a_node"),
        pytest.param({"contested": True, "numbers": ((80, 90),)}, id="narrowed"),
    ],
)
@pytest.mark.parametrize("of", [CROWDED, UNREAD], ids=["crowded", "unread"])
def test_a_document_fulfils_the_published_schema(of: Any, options: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator(schema("ports")).validate(document(Held.of(of), **options))


def test_the_schema_refuses_a_state_that_does_not_exist() -> None:
    broken = document(Held.of(CROWDED))
    broken["places"][0]["held_by"][0]["state"] = "owns"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema("ports")).validate(broken)


def test_what_is_not_known_is_null_and_never_empty() -> None:
    shown = document(Held.of(UNREAD), free=2)
    assert shown["free"]["ports"] is None
    assert shown["node_ports"]["used"] is None
    assert "free" not in document(Held.of(UNREAD))


def test_gaps_that_say_nothing_about_ports_are_left_out() -> None:
    assert document(Held.of(cluster(gaps=(gap(Resource.INGRESSES),))))["gaps"] == []
    assert len(document(Held.of(UNREAD))["gaps"]) == 1
