from __future__ import annotations

import pytest

from kprobe.diagnosis.admission import admitted, internal, translated


@pytest.mark.parametrize(
    ("address", "expected"),
    [("10.0.0.1", True), ("fd00::1", True), ("100.64.1.1", True), ("203.0.113.5", False), ("lb.example", False)],
)
def test_addresses_of_private_networks(address: str, *, expected: bool) -> None:
    assert internal(address) is expected


@pytest.mark.parametrize(
    ("mine", "target", "expected"),
    [
        (("10.0.0.1",), "203.0.113.5", True),
        (("10.0.0.1",), "lb.example", True),
        (("10.0.0.1",), "10.9.9.9", False),
        (("10.0.0.1", "198.51.100.7"), "203.0.113.5", False),
    ],
    ids=["private to public", "private to a name", "private to private", "a public one among them"],
)
def test_addresses_that_cannot_stay_on_the_way(mine: tuple[str, ...], target: str, *, expected: bool) -> None:
    assert translated(mine, target) is expected


@pytest.mark.parametrize(
    ("networks", "expected"),
    [(("192.0.2.0/24",), True), (("198.51.100.0/24",), False), (("2001:db8::/32",), False), (("what",), True)],
    ids=["inside", "outside", "another family", "unreadable"],
)
def test_who_is_let_in(networks: tuple[str, ...], *, expected: bool) -> None:
    assert admitted(("192.0.2.9",), networks) is expected
