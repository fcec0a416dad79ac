"""A client that knows nothing of kprobe: what a person with a socket sees. JSON targets in, one state for each out.

A target is [address, port], [address, port, "UDP"], or [address, port, scheme, host, path] for a page. It runs outside
the cluster as a script of its own, and is the measure that the reports are held against.
"""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import sys
import time
from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

ATTEMPTS, TIMEOUT = 4, 2.0  # a node limits how many "refused" it says a second: some first attempts meet silence
AGAIN, PATIENCE = 2, 4.5
"""Rounds, and seconds for each, for what stayed silent: one at a time at an address, so that nothing else uses up the
node's limit, and long enough for the kernel to ask three times."""


def state(target: tuple[str, int], attempts: int = ATTEMPTS, seconds: float = TIMEOUT) -> str:
    """`open`, `closed`, `filtered` or `unreachable`; an answer in any attempt counts."""
    seen = "filtered"
    for _ in range(attempts):
        try:
            with socket.create_connection(target, seconds):
                return "open"
        except ConnectionRefusedError:
            seen = "closed"
        except ConnectionResetError:  # the reset overtook the return of connect(): it was open
            return "open"
        except TimeoutError:
            pass
        except OSError:
            seen = "unreachable"
    return seen


def datagram(target: tuple[str, int], attempts: int = ATTEMPTS) -> str:
    """`open` where anything comes back, `closed` for ICMP port unreachable, else `open|filtered`."""
    family = socket.AF_INET6 if ":" in target[0] else socket.AF_INET
    seen = "open|filtered"
    for _ in range(attempts):
        with socket.socket(family, socket.SOCK_DGRAM) as client:
            client.settimeout(TIMEOUT)
            client.connect(target)
            try:
                client.send(b"hello\n")
                client.recv(512)
            except ConnectionRefusedError:
                seen = "closed"
            except TimeoutError:
                pass
            except OSError:
                seen = "unreachable"
            else:
                return "open"
    return seen


def page(address: str, port: int, scheme: str, host: str, path: str) -> str:
    """`open 200`, with the certificate's state for https; `open no answer`; or what connecting says."""
    connected = state((address, port))
    if connected != "open":
        return connected
    try:
        with socket.create_connection((address, port), TIMEOUT) as plain:
            plain.settimeout(2 * TIMEOUT)
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
    names = shown.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    now = datetime.now(UTC)
    if host not in names.get_values_for_type(x509.DNSName):
        return "certificate for another name"
    if now > shown.not_valid_after_utc:
        return "certificate expired"
    return "certificate not yet valid" if now < shown.not_valid_before_utc else "good certificate"


def look(target: list[Any], attempts: int = ATTEMPTS, seconds: float = TIMEOUT) -> str:
    """The state of one target."""
    match target:
        case [address, port]:
            return state((address, port), attempts, seconds)
        case [address, port, "TCP"]:
            return state((address, port), attempts, seconds)
        case [address, port, "UDP"]:
            return datagram((address, port), attempts)
        case [address, port, scheme, host, path]:
            return page(address, port, scheme, host, path)
        case _:
            raise ValueError(target)


def look_again(targets: Iterable[list[Any]]) -> dict[str, str]:
    """The silent targets of one address, one after the other, at most one attempt a second."""
    states = {}
    for target in targets:
        for _ in range(AGAIN):
            time.sleep(1.1)
            states[json.dumps(target)] = seen = look(target, 1, PATIENCE)
            if seen in {"open", "closed"}:
                break
    return states


def look_at_all(targets: list[list[Any]]) -> list[str]:
    """The state of every target: all at once, then what was silent address by address."""
    with ThreadPoolExecutor(64) as pool:
        states = list(pool.map(look, targets))
        silent: dict[str, list[list[Any]]] = defaultdict(list)
        for target, seen in zip(targets, states, strict=True):
            if seen in {"filtered", "open|filtered"}:
                silent[target[0]].append(target)
        again: dict[str, str] = {}
        for found in pool.map(look_again, silent.values()):
            again.update(found)
    return [again.get(json.dumps(t), s) for t, s in zip(targets, states, strict=True)]


if __name__ == "__main__":
    json.dump(look_at_all(json.load(sys.stdin)), sys.stdout)
