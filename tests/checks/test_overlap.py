from __future__ import annotations

import pytest

from kprobe.checks.overlap import kept_apart
from kprobe.cluster.claims import overlap


@pytest.mark.parametrize(
    ("first", "second", "shared", "seen"),
    [
        pytest.param("", "", True, True, id="every_address_twice"),
        pytest.param("", "192.0.2.1", True, True, id="every_address_and_one"),
        pytest.param("192.0.2.1", "192.0.2.1", True, True, id="one_address_twice"),
        pytest.param("192.0.2.1", "192.0.2.2", False, False, id="two_addresses"),
        pytest.param("::", "2001:db8::1", True, False, id="every_ipv6_address_which_the_scheduler_does_not_see"),
        pytest.param("::", "192.0.2.1", False, False, id="every_ipv6_address_and_an_ipv4_one"),
        pytest.param("2001:db8::1", "2001:db8:0::1", True, False, id="one_address_spelled_in_two_ways"),
    ],
)
def test_addresses_overlap(first: str, second: str, *, shared: bool, seen: bool) -> None:
    assert overlap(first, second) is overlap(second, first) is shared
    assert kept_apart(first, second) is kept_apart(second, first) is seen
