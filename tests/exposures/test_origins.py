from __future__ import annotations

import pytest

from kprobe.exposures.kind import Kind
from kprobe.exposures.origins import ORIGINS, hides
from kprobe.model.snapshot import Resource
from kprobe.registry import load
from tests.kit.objects import gap


def test_every_kind_of_way_in_is_found_from_something() -> None:
    assert ORIGINS.keys() == {kind.slug for kind in load("kprobe.exposures", "KIND", Kind)}


@pytest.mark.parametrize(
    ("resource", "read_in", "kind", "namespace", "hidden"),
    [
        (Resource.SERVICES, (), "node-port", "shop", True),
        (Resource.SERVICES, ("shop",), "node-port", "shop", False),
        (Resource.SERVICES, ("shop",), "node-port", "infra", True),
        (Resource.SERVICES, ("shop",), "node-port", "", True),
        (Resource.PODS, (), "node-port", "shop", False),
        (Resource.PODS, (), "host-port", "shop", True),
        (Resource.EVENTS, (), "of-a-later-release", "shop", True),
    ],
)
def test_a_gap_hides_what_is_found_from_it(
    resource: Resource, read_in: tuple[str, ...], kind: str, namespace: str, *, hidden: bool
) -> None:
    assert hides([gap(resource, read_in=read_in)], kind, namespace) is hidden


def test_without_a_gap_nothing_is_hidden() -> None:
    assert not hides([], "node-port", "shop")
