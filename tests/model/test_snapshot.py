from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kprobe.model.snapshot import Gap, GapReason, NodePortRange, Part, Resource, Snapshot


def snapshot(*gaps: Gap) -> Snapshot:
    return Snapshot(taken_at=datetime(2026, 11, 1, tzinfo=UTC), gaps=gaps)


def gap(resource: Resource | None, *read_in: str) -> Gap:
    return Gap(what="x", reason=GapReason.FORBIDDEN, effect="y", resource=resource, read_in=read_in)


@pytest.mark.parametrize(
    ("gaps", "namespace", "knows"),
    [
        ((), "", True),
        ((gap(Resource.PODS),), "", False),
        ((gap(Resource.PODS),), "shop", False),
        ((gap(Resource.PODS, "shop"),), "shop", True),
        ((gap(Resource.PODS, "shop"),), "other", False),
        ((gap(Resource.PODS, "shop"),), "", False),
        ((gap(Resource.PODS, "shop"), gap(Resource.PODS)), "shop", False),
        ((gap(Resource.NODES),), "", True),
        ((gap(None),), "", True),
    ],
    ids=[
        "everything was read",
        "nothing of it was read",
        "nothing of it was read, in a namespace either",
        "the namespace was read all the same",
        "another namespace was read",
        "anywhere is more than one namespace",
        "a second gap counts as well",
        "another resource is missing",
        "an internal error hides no object",
    ],
)
def test_absence_proves_something_only_where_everything_was_read(
    gaps: tuple[Gap, ...], namespace: str, *, knows: bool
) -> None:
    assert snapshot(*gaps).knows(Resource.PODS, namespace) is knows


@pytest.mark.parametrize(
    ("namespace", "knows"), [("", False), ("shop", True), ("other", False)], ids=["anywhere", "asked for", "not"]
)
def test_absence_proves_nothing_where_nobody_asked(namespace: str, *, knows: bool) -> None:
    taken = Snapshot(
        taken_at=datetime(2026, 11, 1, tzinfo=UTC), parts=(Part(resource=Resource.PODS, whole_in=("shop",)),)
    )
    assert taken.knows(Resource.PODS, namespace) is knows
    assert taken.knows(Resource.NODES, namespace)


@pytest.mark.parametrize(("port", "inside"), [(29999, False), (30000, True), (32767, True), (32768, False)])
def test_both_ends_belong_to_the_node_port_range(port: int, *, inside: bool) -> None:
    assert (port in NodePortRange()) is inside
    assert str(NodePortRange()) == "30000-32767"
