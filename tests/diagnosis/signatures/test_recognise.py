from __future__ import annotations

import pytest

from kprobe.diagnosis.signatures.recognise import gateway_failed
from kprobe.model.probe import HttpFacts


@pytest.mark.parametrize(
    ("status", "excerpt", "gateway"),
    [
        (502, "<html><head><title>502 Bad Gateway</title></head>", True),
        (504, "<title>504 Gateway Time-out</title>", True),
        (503, "no available server\n", True),
        (503, "no healthy upstream", True),
        (503, "<h1>503 Service Temporarily Unavailable</h1>", True),
        (502, "", True),
        (503, "  \n", True),
        (503, '{"error": "queue is full, come back later"}', False),
        (500, "bad gateway", False),
        (200, "no healthy upstream", False),
    ],
)
def test_a_gateways_own_words_are_told_from_an_applications(status: int, excerpt: str, *, gateway: bool) -> None:
    assert gateway_failed(HttpFacts(status=status, excerpt=excerpt)) is gateway
