"""What one HTTP request asks, and what came back."""

from __future__ import annotations

from msgspec import Struct

from kprobe.model.probe import HttpFacts, Speaks, Stage, TlsFacts
from kprobe.probing.names import is_ip

OUT_OF_SERVICE = frozenset({"NOT_SERVING", "UNAVAILABLE"})
"""What gRPC says where HTTP would say 503."""
_DEFAULT_PORTS = {"http": 80, "https": 443}


class Question(Struct, frozen=True, kw_only=True):
    """GET `path` from `host` ("" for the address itself), dialled at `address` (an IP) and `port`.

    `application` refines the scheme: "grpc" (its health service is asked), "h2c" (HTTP/2 without asking whether),
    "websocket" (an upgrade). `routed`: the host is one that a router should know, so that it has to be found out who
    answers.
    """

    address: str
    port: int
    scheme: str
    application: str = ""
    host: str = ""
    path: str = "/"
    routed: bool = False

    @property
    def authority(self) -> str:
        """The Host header, as a client that was given this port would send it."""
        name = self.host or (f"[{self.address}]" if ":" in self.address else self.address)
        return name if self.port == _DEFAULT_PORTS.get(self.scheme) else f"{name}:{self.port}"

    @property
    def server_name(self) -> str:
        """The SNI; "" where none can be sent (RFC 6066 has no addresses in it)."""
        return "" if is_ip(self.host) else self.host


class Answer(Struct, frozen=True, kw_only=True):
    """One request's outcome. `error` "" where an answer came; `cut`: `body` (bounded) is not all of it.

    `own_trouble`: this machine was in the way, `passing`: for a moment. `speaks`: see Observation. `silent`: the port
    took the connection and then no word came in time. `seconds`: until the head had come, 0 where none came.
    """

    question: Question
    stage: Stage
    error: str = ""
    http: HttpFacts | None = None
    tls: TlsFacts | None = None
    body: bytes = b""
    cut: bool = False
    own_trouble: bool = False
    passing: bool = False
    speaks: Speaks = ""
    silent: bool = False
    seconds: float = 0.0

    @property
    def works(self) -> bool:
        """Whether an answer came that is not a server's error."""
        return self.http is not None and self.http.status < 500 and self.http.grpc not in OUT_OF_SERVICE
