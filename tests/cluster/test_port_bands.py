from __future__ import annotations

import pytest

from kprobe.cluster.port_bands import static_band
from kprobe.model.snapshot import NodePortRange


@pytest.mark.parametrize(
    ("first", "last", "band"),
    [
        pytest.param(30000, 32767, "30000-30085", id="the_default_range_keeps_86_ports"),
        pytest.param(30000, 30016, "30000-30015", id="a_small_range_keeps_16"),
        pytest.param(1, 65535, "1-128", id="a_huge_range_keeps_128"),
    ],
)
def test_the_band_follows_kep_3668(first: int, last: int, band: str) -> None:
    assert str(static_band(NodePortRange(first=first, last=last))) == band


def test_a_tiny_range_has_no_band() -> None:
    assert static_band(NodePortRange(first=30000, last=30015)) is None
