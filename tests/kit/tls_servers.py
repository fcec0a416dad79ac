"""Handlers that decide about TLS themselves."""

from __future__ import annotations

import socket
import ssl

from tests.kit.servers import PATIENCE, Handler, answers, head_of


def plain_or_tls(context: ssl.SSLContext, plain: bytes) -> Handler:
    """A TLS port that answers a plain request with `plain`, as web servers do."""

    def handle(connection: socket.socket, _number: int) -> None:
        if connection.recv(1, socket.MSG_PEEK) != b"\x16":
            head_of(connection)
            connection.sendall(plain)
            return
        with context.wrap_socket(socket.socket(fileno=socket.dup(connection.fileno())), server_side=True) as tls:
            tls.settimeout(PATIENCE)
            answers()(tls, 0)

    return handle
