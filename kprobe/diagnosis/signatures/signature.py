"""What a signature is."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from kprobe.model.probe import HttpFacts


class Meaning(StrEnum):
    """What a router says by its own answer."""

    NO_ROUTE = "it has no route for this host and path"
    NO_BACKEND = "it has no backend that it holds for healthy"
    REFUSED = "the backend refuses, or speaks another protocol"
    SILENT = "the backend does not answer in time"
    NO_ROUTE_OR_BACKEND = "it has no route for this host and path, or no backend behind it"
    PLAIN_TO_TLS = "the backend speaks TLS and is spoken to without"
    TLS_TO_PLAIN = "the backend does not speak the TLS that it is spoken to in, or its certificate is not trusted"
    NOT_HTTP = "what the backend says is not HTTP/1.1"
    OTHER_NAME = "the TLS name is not the host that was asked for"
    CLIENT_CERTIFICATE = "it wants a client certificate"
    REDIRECT = "it sends everybody to HTTPS"


class Signature(Struct, frozen=True, kw_only=True):
    """One known answer. `row` numbers it; `who` names the program as a reader knows it.

    `controllers` are the slugs of those that answer so. It fits where the status is one of `statuses`, `body` occurs
    in the answer's beginning (lower case; `whole`: is all of it; "" and `whole`: it is empty) and `server` in the
    header of that name. `common`: other programs, applications among them, answer alike.
    """

    row: str
    who: str
    controllers: tuple[str, ...]
    meaning: Meaning
    statuses: tuple[int, ...]
    body: str = ""
    whole: bool = False
    server: str = ""
    to_https: bool = False
    common: bool = False

    def fits(self, http: HttpFacts) -> bool:
        """Whether `http` looks like this."""
        said = http.excerpt.lower().strip()
        return (
            http.status in self.statuses
            and (said == self.body if self.whole else self.body in said)
            and self.server in http.server.lower()
            and (not self.to_https or http.location.startswith("https://"))
        )
