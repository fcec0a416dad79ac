"""The gRPC health service, asked over plain HTTP/2 (gRPC over HTTP2, grpc/health/v1/health.proto).

The request and its answer are so small that their few bytes stand here instead of a protobuf library.
"""

from __future__ import annotations

from collections.abc import Mapping

PATH = "/grpc.health.v1.Health/Check"
EMPTY_MESSAGE = b"\x00" * 5
"""A frame: not compressed, length 0. No service is named, which asks for the server as a whole."""
HEADERS = {"Content-Type": "application/grpc", "TE": "trailers"}
UNREAD = "ERROR"
"""A status that came behind the headers, where it is not read."""

_SERVING = {0: "UNKNOWN", 1: "SERVING", 2: "NOT_SERVING", 3: "SERVICE_UNKNOWN"}
_STATUS = (
    "OK",
    "CANCELLED",
    "UNKNOWN",
    "INVALID_ARGUMENT",
    "DEADLINE_EXCEEDED",
    "NOT_FOUND",
    "ALREADY_EXISTS",
    "PERMISSION_DENIED",
    "RESOURCE_EXHAUSTED",
    "FAILED_PRECONDITION",
    "ABORTED",
    "OUT_OF_RANGE",
    "UNIMPLEMENTED",
    "INTERNAL",
    "UNAVAILABLE",
    "DATA_LOSS",
    "UNAUTHENTICATED",
)


def health(headers: Mapping[str, str], body: bytes) -> str:
    """What a server said of its health, or the name of the status that it gave instead; "" where it is no gRPC."""
    if not headers.get("content-type", "").lower().startswith("application/grpc"):
        return ""
    if len(body) >= len(EMPTY_MESSAGE) and body[0] == 0:
        length = int.from_bytes(body[1:5], "big")
        return _serving(body[5 : 5 + length])
    code = headers.get("grpc-status", "")
    if not code.isascii() or not code.isdecimal():
        return UNREAD
    return _STATUS[int(code)] if int(code) < len(_STATUS) else UNREAD


def _serving(message: bytes) -> str:
    """HealthCheckResponse: field 1, a varint; proto3 leaves out a zero."""
    if not message:
        return _SERVING[0]
    return _SERVING.get(message[1], UNREAD) if len(message) > 1 and message[0] == 0x08 else UNREAD
