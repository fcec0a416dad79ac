"""A client that knows nothing of kprobe: what a person with a socket sees. JSON targets in, one state for each out.

A target is [address, port], [address, port, "UDP"], or [address, port, scheme, host, path] for a page. It runs outside
the cluster as a script of its own, and is the measure that the reports are held against.

The first definite answer wins, and only silence is asked again. A node limits how often it says "refused" by ICMP to
about once a second and client (row S-11): a round in which nothing more answers has left it time for three.
"""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

PATIENCE = 3.5
"""Seconds for a connection: the kernel asks at 0, 1 and 3."""
ANSWER = 4.0
"""Seconds for a page."""
DATAGRAMS, APART = 3, 1.1
"""How often UDP is asked in a round, and the seconds between."""
FRUITLESS = 2
"""Rounds one after the other without any answer, until silence is what it is."""
AT_ONCE = 128
SILENT = {"filtered", "open|filtered"}


def state(target: tuple[str, int]) -> str:
    """`open`, `closed`, `filtered` or `unreachable`."""
    try:
        with socket.create_connection(target, PATIENCE):
            return "open"
    except ConnectionRefusedError:
        return "closed"
    except ConnectionResetError:  # the reset overtook the return of connect(): it was open
        return "open"
    except TimeoutError:
        return "filtered"
    except OSError:
        return "unreachable"


def datagram(target: tuple[str, int]) -> str:
    """`open` where anything comes back, `closed` for ICMP port unreachable, else `open|filtered`."""
    family = socket.AF_INET6 if ":" in target[0] else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as client:
        client.settimeout(APART)
        client.connect(target)
        for _ in range(DATAGRAMS):
            try:
                client.send(b"hello\n")
                client.recv(512)
            except ConnectionRefusedError:
                return "closed"
            except TimeoutError:
                continue
            except OSError:
                return "unreachable"
            return "open"
    return "open|filtered"


def page(address: str, port: int, scheme: str, host: str, path: str) -> str:
    """`open 200`, with the certificate's state for https; `open no answer`; or what connecting says."""
    connected = state((address, port))
    if connected != "open":
        return connected
    try:
        with socket.create_connection((address, port), PATIENCE) as plain:
            plain.settimeout(ANSWER)
            if scheme == "https":
                with _context().wrap_socket(plain, server_hostname=host) as secure:
                    return f"open {_status(secure, host, path)}, {_certificate(secure, host)}"
            return f"open {_status(plain, host, path)}"
    except OSError:
        return "open no answer"


def _context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _status(connection: socket.socket, host: str, path: str) -> str:
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    answer = http.client.HTTPResponse(connection)
    try:
        answer.begin()
    except (OSError, http.client.HTTPException):
        return "no answer"
    return str(answer.status)


def _certificate(connection: ssl.SSLSocket, host: str) -> str:
    from cryptography import x509  # noqa: PLC0415 - the only part that needs more than the standard library

    shown = x509.load_der_x509_certificate(connection.getpeercert(binary_form=True) or b"")
    try:
        names = shown.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return "certificate without names"
    now = datetime.now(UTC)
    if not {host, ".".join(["*", *host.split(".")[1:]])} & set(names.get_values_for_type(x509.DNSName)):
        return "certificate for another name"
    if now > shown.not_valid_after_utc:
        return "certificate expired"
    return "certificate not yet valid" if now < shown.not_valid_before_utc else "good certificate"


def look(target: list[Any]) -> str:
    """The state of one target, asked once."""
    match target:
        case [address, port] | [address, port, "TCP"]:
            return state((address, port))
        case [address, port, "UDP"]:
            return datagram((address, port))
        case [address, port, scheme, host, path]:
            return page(address, port, scheme, host, path)
        case _:
            raise ValueError(target)


def look_at_all(targets: list[list[Any]]) -> list[str]:
    """The state of every target: all at once, then again what was silent, for as long as that brings any answer."""
    states: dict[str, str] = {}
    wanting = {json.dumps(target): target for target in targets}
    fruitless = 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        while wanting and fruitless < FRUITLESS:
            states |= zip(wanting, pool.map(look, wanting.values()), strict=True)
            silent = {key: target for key, target in wanting.items() if states[key] in SILENT}
            fruitless = fruitless + 1 if len(silent) == len(wanting) else 0
            wanting = silent
    return [states[json.dumps(target)] for target in targets]


if __name__ == "__main__":
    json.dump(look_at_all(json.load(sys.stdin)), sys.stdout)
