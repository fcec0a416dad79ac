"""What an error says about a port, in one table.

Clients wrap errors several deep, and the outermost one that has a meaning of its own wins: a plain timeout carries
`ssl.SSLWantReadError` in its context, while `httpx.ConnectError` alone may be a refusal, a reset or a bad handshake.
Classes are named, not imported, so that nobody pays for an HTTP client who only connects.

A refusal by TCP reset and one by ICMP are the same error (rows S-1, S-2; Linux net/ipv4/icmp.c), so that neither says
who refused. No route of the prober's own (S-5) and no reply over UDP (S-9) prove nothing; an ICMP message over UDP does
(S-10). For silence and unreachable hosts see S-3 and S-4.
"""

from __future__ import annotations

import errno
import ssl
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from kprobe.model.probe import PortState, Stage
from kprobe.probing.alerts import alert_of, words_of


class Failure(Struct, frozen=True, kw_only=True):
    """`state` None: nothing follows about the port. `stage` None: wherever the attempt was when it happened.

    `own`: it is this machine's trouble, and proves nothing about the target. `passing`: it lacks something that it may
    have again in a moment. `alert`: the TLS alert that said it.
    """

    state: PortState | None
    stage: Stage | None
    words: str
    own: bool = False
    passing: bool = False
    alert: str = ""


def _port(state: PortState, words: str) -> Failure:
    return Failure(state=state, stage=Stage.CONNECT, words=words)


def _here(words: str) -> Failure:
    """No packet left this machine."""
    return Failure(state=PortState.UNREACHABLE, stage=Stage.CONNECT, words=words, own=True)


def _talk(words: str, stage: Stage | None = None) -> Failure:
    """The port is open: somebody took the connection before it went wrong."""
    return Failure(state=PortState.OPEN, stage=stage, words=words)


def _nothing(words: str) -> Failure:
    return Failure(state=None, stage=None, words=words, own=True)


NOT_TLS = "the port does not speak TLS"
NOT_HTTP = "the answer is not HTTP"
NOT_HTTP2 = "the answer is not HTTP/2"
SILENT = _port(PortState.FILTERED, "no answer in time")
SILENT_DATAGRAM = _port(PortState.OPEN_FILTERED, "no reply in time, as is usual for UDP")
NO_ROUTE = _here("no route from here")
HUNG_UP = _talk("closed the connection without an answer", Stage.REQUEST)
UNANSWERED = _talk("connected, but no answer in time")
RESET = _talk("reset the connection")

BY_ERRNO: dict[int, Failure] = {
    errno.ECONNREFUSED: _port(PortState.CLOSED, "refused"),
    errno.ETIMEDOUT: SILENT,
    errno.EHOSTUNREACH: _port(PortState.UNREACHABLE, "host unreachable, or a firewall says so"),
    errno.EHOSTDOWN: _port(PortState.UNREACHABLE, "host down"),
    errno.ENETUNREACH: _port(PortState.UNREACHABLE, "a router on the way knows no route"),
    errno.ENETDOWN: _here("no route from here: the network is down"),
    errno.ENOPROTOOPT: _port(PortState.UNREACHABLE, "the host does not speak this protocol"),
    errno.EAFNOSUPPORT: _here("no route from here: this machine lacks the address family"),
    errno.EACCES: _here("this machine forbids the connection (its own firewall or policy)"),
    errno.EPERM: _here("this machine forbids the connection (its own firewall or policy)"),
    # The reset may overtake the return of connect(): the handshake was complete, the port is open.
    errno.ECONNRESET: RESET,
    errno.ECONNABORTED: RESET,
    errno.EPIPE: RESET,
}

OWN_TROUBLE: dict[int, str] = {
    errno.EMFILE: "this process ran out of file descriptors",
    errno.ENFILE: "this machine ran out of file descriptors",
    errno.EADDRNOTAVAIL: "this machine ran out of local ports, or has no address to connect from",
    errno.EADDRINUSE: "this machine ran out of local ports",
    errno.EAGAIN: "this machine ran out of local ports",
    errno.ENOBUFS: "this machine ran out of network buffers",
    errno.ENOMEM: "this machine ran out of memory",
    errno.ENOSPC: "this machine can watch no more connections",
}
"""What the prober itself lacked: tried again later, never the target's state."""


def of_errno(code: int, *, local: bool = False) -> Failure:
    """What a socket error means. `local`: said by this machine's own stack at once, before a packet was answered."""
    if local and code == errno.ENETUNREACH:
        return NO_ROUTE
    if words := OWN_TROUBLE.get(code):
        return replace(_nothing(words), passing=True)
    return BY_ERRNO.get(code) or _nothing(f"connecting failed: {_name(code)}")


# None: the class alone says nothing, what it wraps decides.
BY_CLASS: dict[str, Failure | None] = {
    "builtins.OSError": None,
    "builtins.TimeoutError": SILENT,
    "builtins.ConnectionRefusedError": BY_ERRNO[errno.ECONNREFUSED],
    "builtins.ConnectionResetError": RESET,
    "builtins.ConnectionAbortedError": RESET,
    "builtins.BrokenPipeError": RESET,
    "builtins.UnicodeError": _nothing("the name cannot be put in a request"),
    "socket.gaierror": Failure(state=None, stage=Stage.RESOLVE, words="the name does not resolve"),
    "ssl.SSLEOFError": _talk("closed the connection during the TLS handshake", Stage.TLS),
    "ssl.SSLZeroReturnError": _talk("closed the TLS connection without an answer"),
    "ssl.SSLWantReadError": None,
    "ssl.SSLWantWriteError": None,
    "ssl.SSLSyscallError": _talk("the TLS connection broke"),
    "ssl.SSLCertVerificationError": _talk("the certificate was not accepted", Stage.TLS),
    "ssl.SSLError": _talk("the TLS handshake failed", Stage.TLS),
    "anyio.BrokenResourceError": None,
    "anyio.ClosedResourceError": None,
    "anyio.EndOfStream": _talk("closed the connection"),
    "httpx.HTTPError": None,
    "httpx.RequestError": None,
    "httpx.TransportError": None,
    "httpx.TimeoutException": SILENT,
    "httpx.ConnectTimeout": SILENT,
    "httpx.ReadTimeout": UNANSWERED,
    "httpx.WriteTimeout": _talk("connected, but the request was not taken in time", Stage.REQUEST),
    "httpx.PoolTimeout": _nothing("the prober had no free connection"),
    "httpx.NetworkError": None,
    "httpx.ConnectError": None,
    "httpx.ReadError": None,
    "httpx.WriteError": None,
    "httpx.CloseError": None,
    "httpx.ProxyError": _nothing("a proxy failed"),
    "httpx.UnsupportedProtocol": _nothing("the scheme is not known"),
    "httpx.ProtocolError": _talk(NOT_HTTP, Stage.REQUEST),
    "httpx.LocalProtocolError": _nothing("the request cannot be sent"),
    "httpx.RemoteProtocolError": _talk(NOT_HTTP, Stage.REQUEST),
    "httpx.DecodingError": _talk("the body cannot be decoded", Stage.RESPONSE),
    "httpx.TooManyRedirects": _talk("too many redirects", Stage.RESPONSE),
    "httpx.HTTPStatusError": _talk("an HTTP error was answered", Stage.RESPONSE),
    "httpx.InvalidURL": _nothing("the address cannot be put in a request"),
    "httpx.CookieConflict": _nothing("cookies conflict"),
    "httpx.StreamError": _nothing("the answer was not read as it should be"),
    "httpx.StreamConsumed": _nothing("the answer was read twice"),
    "httpx.StreamClosed": _nothing("the answer was read after its end"),
    "httpx.ResponseNotRead": _nothing("the answer was used before it was read"),
    "httpx.RequestNotRead": _nothing("the request was used before it was read"),
    "httpcore.ConnectionNotAvailable": _nothing("the prober had no free connection"),
    "httpcore.TimeoutException": SILENT,
    "httpcore.ConnectTimeout": SILENT,
    "httpcore.ReadTimeout": UNANSWERED,
    "httpcore.WriteTimeout": _talk("connected, but the request was not taken in time", Stage.REQUEST),
    "httpcore.PoolTimeout": _nothing("the prober had no free connection"),
    "httpcore.NetworkError": None,
    "httpcore.ConnectError": None,
    "httpcore.ReadError": None,
    "httpcore.WriteError": None,
    "httpcore.ProxyError": _nothing("a proxy failed"),
    "httpcore.UnsupportedProtocol": _nothing("the scheme is not known"),
    "httpcore.ProtocolError": _talk(NOT_HTTP, Stage.REQUEST),
    "httpcore.LocalProtocolError": _nothing("the request cannot be sent"),
    "httpcore.RemoteProtocolError": _talk(NOT_HTTP, Stage.REQUEST),
}

BY_TLS_REASON: dict[str, str] = {
    "WRONG_VERSION_NUMBER": NOT_TLS,
    "RECORD_LAYER_FAILURE": NOT_TLS,
    "HTTP_REQUEST": NOT_TLS,
    "PACKET_LENGTH_TOO_LONG": NOT_TLS,
    "UNSUPPORTED_PROTOCOL": "only TLS versions that are no longer safe are offered",
    "UNEXPECTED_EOF_WHILE_READING": "closed the connection during the TLS handshake",
}
"""OpenSSL's `reason`, with "_" for " ", where it is no alert (those are in `alerts.py`)."""

_HUNG_UP = "Server disconnected"


def of_error(error: BaseException) -> Failure:
    """What the outermost error with a meaning says; something is said about every error."""
    links = list(_chain(error))
    if h2 := next(filter(None, map(_of_h2, links)), ""):
        return _talk(h2, Stage.REQUEST)
    for link in links:
        if isinstance(link, ssl.SSLError) and (told := _of_tls(reason_of(link))):
            return told
        if type(link) is OSError and link.errno is not None:
            return of_errno(link.errno)
        row = _row(link)
        if row is None:
            continue
        if row.words == NOT_HTTP and str(link).startswith(_HUNG_UP):
            return HUNG_UP
        return row
    return _nothing(f"failed: {type(error).__name__}")


def _chain(error: BaseException) -> Iterator[BaseException]:
    link: BaseException | None = error
    seen: set[int] = set()
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield link
        inner = link.exceptions[0] if isinstance(link, BaseExceptionGroup) else None
        link = inner or link.__cause__ or link.__context__


def _of_h2(error: BaseException) -> str:
    """What HTTP/2 has to say; "" for nothing.

    httpcore calls what breaks the protocol a local error, whoever did it, and carries the event by which a server
    refused as the error's argument.
    """
    for one in (error, *error.args):
        if type(one).__module__ == "h2.exceptions":
            return NOT_HTTP2
        if type(one).__module__ == "h2.events":
            code = getattr(one, "error_code", None)
            return f"the HTTP/2 request was refused there ({getattr(code, 'name', code)})"
    return ""


def _of_tls(reason: str) -> Failure | None:
    if words := BY_TLS_REASON.get(reason):
        return _talk(words, Stage.TLS)
    alert = alert_of(reason)
    return replace(_talk(words_of(alert), Stage.TLS), alert=alert) if alert else None


def _row(error: BaseException) -> Failure | None:
    for cls in type(error).__mro__:
        name = f"{cls.__module__}.{cls.__qualname__}"
        if name in BY_CLASS:
            return BY_CLASS[name]
    return None


def reason_of(error: ssl.SSLError) -> str:
    """OpenSSL's own name for what went wrong, "" for none."""
    reason: str | None = getattr(error, "reason", None)  # only OpenSSL's own errors have one
    return (reason or "").upper().replace(" ", "_")


def _name(code: int) -> str:
    return errno.errorcode.get(code, f"error {code}")
