from __future__ import annotations

import pytest

from kprobe.probing.grpc import health

GRPC = {"content-type": "application/grpc+proto"}

ANSWERS = {
    "serving": (GRPC, b"\x00\x00\x00\x00\x02\x08\x01", "SERVING"),
    "not serving": (GRPC, b"\x00\x00\x00\x00\x02\x08\x02", "NOT_SERVING"),
    "a zero is left out": (GRPC, b"\x00\x00\x00\x00\x00", "UNKNOWN"),
    "a status of the future": (GRPC, b"\x00\x00\x00\x00\x02\x08\x09", "ERROR"),
    "another message": (GRPC, b"\x00\x00\x00\x00\x02\x12\x01", "ERROR"),
    "compressed": (GRPC, b"\x01\x00\x00\x00\x02\x08\x01", "ERROR"),
    "a status in the headers": ({**GRPC, "grpc-status": "12"}, b"", "UNIMPLEMENTED"),
    "a status that is none": ({**GRPC, "grpc-status": "x"}, b"", "ERROR"),
    "a status out of range": ({**GRPC, "grpc-status": "99"}, b"", "ERROR"),
    "no status at all": (GRPC, b"", "ERROR"),
    "a web page": ({"content-type": "text/html"}, b"\x00\x00\x00\x00\x02\x08\x01", ""),
    "no type": ({}, b"", ""),
}


@pytest.mark.parametrize(("headers", "body", "said"), ANSWERS.values(), ids=ANSWERS)
def test_what_a_server_says_of_its_health(headers: dict[str, str], body: bytes, said: str) -> None:
    assert health(headers, body) == said
