"""One attempt at a door on a socket of its own: how it begins, and what became of it."""

from __future__ import annotations

import errno
import socket

from kprobe.model.exposure import Protocol
from kprobe.probing.datagrams import datagram
from kprobe.probing.knock import Door
from kprobe.probing.watch import Socket

_NONBLOCKING = getattr(socket, "SOCK_NONBLOCK", 0)  # a system call less for each; macOS has none
_IPV4, _IPV6 = socket.AF_INET, socket.AF_INET6
_STREAM, _DATAGRAM = socket.SOCK_STREAM | _NONBLOCKING, socket.SOCK_DGRAM | _NONBLOCKING
_UDP = Protocol.UDP  # looked up once: Python 3.11 takes as long for it as for a call


def begin(door: Door) -> tuple[Socket | None, int]:
    """A socket on which the attempt is under way; or None and the errno (0: connected) of one that ended at once."""
    address, protocol = door.address, door.protocol
    sock = None
    try:
        sock = Socket(_IPV6 if ":" in address else _IPV4, _DATAGRAM if protocol is _UDP else _STREAM)
        if not _NONBLOCKING:
            sock.settimeout(0.0)
        code = sock.connect_ex((address, door.port))
        if protocol is _UDP and not code:
            sock.send(datagram(door.application))
            return sock, 0
        if code == errno.EINPROGRESS:
            return sock, 0
    except OSError as error:
        code = error.errno or errno.EIO
    if sock is not None:
        sock.close()
    return None, code


def error_of(sock: Socket, *, reading: bool) -> int:
    """The errno of what happened to `sock`, 0 where it is connected or (`reading`) has something to read."""
    code = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    if reading and not code:
        try:
            sock.recv(1)
        except OSError as error:
            return error.errno or errno.EIO
    return code
