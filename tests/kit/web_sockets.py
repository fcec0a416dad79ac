"""A server that upgrades to WebSocket."""

from __future__ import annotations

import socket

from tests.kit.servers import head_of, header_of, message, silent


def upgrades(connection: socket.socket, _number: int) -> None:
    """Switches to WebSocket and then sends frames nobody asked for."""
    head = head_of(connection)
    if header_of(head, "Upgrade").lower() != "websocket":
        connection.sendall(message(400))
        return
    connection.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
    connection.sendall(b"\x81\x05hello")
    silent(connection, _number)
