"""The ways in which the embedded API server can be told to misbehave, one value each.

`resource` is a plural name ("pods"); "*" is every resource and /version, too.
"""

from __future__ import annotations

from msgspec import Struct


class Forbidden(Struct, frozen=True, kw_only=True):
    """403 for lists in `namespace`: None for the list of the whole cluster, "*" for all lists and single objects."""

    resource: str
    namespace: str | None = None


class NotServed(Struct, frozen=True, kw_only=True):
    """404: this API group, or this version of it, does not exist here."""

    resource: str


class Unauthorized(Struct, frozen=True, kw_only=True):
    """401 for the next `times` requests, None for all."""

    times: int | None = None


class Expires(Struct, frozen=True, kw_only=True):
    """410 in place of the page that follows page `after_page` of a list, `times` times.

    The answer holds a token for the rest of the list, as a real server's does, unless `rest` is False.
    """

    resource: str
    after_page: int = 1
    times: int = 1
    rest: bool = True


class TooManyRequests(Struct, frozen=True, kw_only=True):
    """429 for the next `times` requests; `retry_after` in seconds, None for an answer that does not say."""

    times: int
    retry_after: int | None = 0
    resource: str = "*"


class ServerError(Struct, frozen=True, kw_only=True):
    """500, or another 5xx, for the next `times` requests."""

    times: int
    status: int = 500
    resource: str = "*"


class NullArrays(Struct, frozen=True, kw_only=True):
    """Every empty list and mapping, and every struct that an object leaves out at its top, is sent as null."""


class TruncatedBody(Struct, frozen=True, kw_only=True):
    """The connection ends in the middle of the answer, for the next `times` requests."""

    times: int
    resource: str = "*"


class HangUp(Struct, frozen=True, kw_only=True):
    """The connection ends without an answer, for the next `times` requests."""

    times: int
    resource: str = "*"


class Hang(Struct, frozen=True, kw_only=True):
    """Silence of `seconds` before the answer, for the next `times` requests, None for all."""

    resource: str
    seconds: float
    times: int | None = None


class Garbage(Struct, frozen=True, kw_only=True):
    """200 with `body` in place of the answer."""

    resource: str
    body: bytes = b"<html>Please log in to the hotel's network</html>"


Misbehaviour = (
    Forbidden
    | NotServed
    | Unauthorized
    | Expires
    | TooManyRequests
    | ServerError
    | NullArrays
    | TruncatedBody
    | HangUp
    | Hang
    | Garbage
)
