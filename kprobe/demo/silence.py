"""A port that never answers, as behind a firewall that drops: a listener whose queue is full, and stays full."""

from __future__ import annotations

import select
import socket

_MOST = 16
_PROMPT = 0.05
"""Seconds; loopback completes a handshake at once or not at all."""


def silence(listener: socket.socket) -> tuple[socket.socket, ...]:
    """Make a bound socket drop every further SYN; the sockets that keep it so have to be kept, and closed.

    Linux drops a SYN when the accept queue is full (net/ipv4/tcp_input.c, tcp_conn_request). Empty where this system
    does something else.
    """
    listener.listen(0)
    held: list[socket.socket] = []
    for _ in range(_MOST):
        client = socket.socket(listener.family, socket.SOCK_STREAM)
        held.append(client)
        client.settimeout(0.0)
        client.connect_ex(listener.getsockname())
        _, answered, _ = select.select([], [client], [], _PROMPT)
        if not answered:
            return tuple(held)
        if client.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            break
    for client in held:
        client.close()
    return ()


def can_be_silent(address: str) -> bool:
    """Whether that works here, tried."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.bind((address, 0))
        held = silence(listener)
        for client in held:
            client.close()
    return bool(held)
