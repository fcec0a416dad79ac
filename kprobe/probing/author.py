"""Who wrote an HTTP answer: the route that was asked for, or the router that knows no such route.

Never by the status alone: a 404 may be the application's, a 503 the controller's. What decides is whether a host that
nobody serves gets the same answer (reachability §7c).
"""

from __future__ import annotations

import hashlib

from msgspec import Struct

from kprobe.model.probe import Author
from kprobe.probing.answer import Answer


class Print(Struct, frozen=True, kw_only=True):
    """An answer without what merely repeats the question."""

    status: int
    content_type: str
    location: str
    body: str

    @property
    def head(self) -> tuple[int, str, str]:
        """All but the body."""
        return (self.status, self.content_type, self.location)


def printed(answer: Answer) -> Print | None:
    """The fingerprint of `answer`; None where no answer came."""
    if answer.http is None:
        return None
    host, path = answer.question.host, answer.question.path
    body = answer.body.replace(host.encode(), b"{host}") if host else answer.body
    location = answer.http.location.replace(host, "{host}") if host else answer.http.location
    if path.strip("/"):
        body = body.replace(path.encode(), b"{path}")
        location = location.replace(path, "{path}")
    return Print(
        status=answer.http.status,
        content_type=answer.http.content_type,
        location=location,
        body=hashlib.sha256(body).hexdigest(),
    )


def same_head(real: Answer, stranger: Answer) -> bool:
    """Whether both were answered, alike up to the body: then more has to be asked."""
    ours, theirs = printed(real), printed(stranger)
    return ours is not None and theirs is not None and ours.head == theirs.head


def from_behind(real: Answer, stranger: Answer) -> bool:
    """Whether `real` names a server in its header that an answer to a host nobody serves (`stranger`) does not name."""
    if real.http is None or stranger.http is None or not real.http.server:
        return False
    return real.http.server != stranger.http.server


def author(real: Answer, stranger: Answer, other_path: Answer | None, stranger_again: Answer | None) -> Author:
    """Decide who wrote `real`.

    `stranger`: same path, a host that nobody serves. `other_path`: same host, a path that nobody serves; needed where
    `stranger` got no answer or `same_head(real, stranger)`. `stranger_again`: another such host, to learn whether the
    router's own body is ever the same twice; needed where `same_head(real, stranger)`.
    """
    ours, theirs = printed(real), printed(stranger)
    elsewhere = printed(other_path) if other_path else None
    if ours is None:
        return Author.UNKNOWN
    if theirs is None:  # strangers are turned away before HTTP (an SNI nobody serves): the path has to tell
        return Author.ROUTE if elsewhere is not None and elsewhere.head != ours.head else Author.UNKNOWN
    if ours.head != theirs.head:
        return Author.ROUTE
    if real.cut or stranger.cut or stranger_again is None:
        return Author.UNKNOWN
    if ours.body != theirs.body:
        return Author.ROUTE if printed(stranger_again) == theirs else Author.UNKNOWN
    # Where a path that nobody serves gets something else, the host is known here, and the likeness may be chance.
    return Author.ROUTER if elsewhere is None or elsewhere.head == ours.head else Author.UNKNOWN
