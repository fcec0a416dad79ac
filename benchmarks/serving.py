"""A web server that is never what is measured: it answers from memory, in a process of its own (Linux).

    python -m benchmarks.serving [CERTIFICATE_AND_KEY.pem [PROTOCOL …]]

It listens on every loopback address, on a free port that it prints, until its standard input ends. A host that ends in
KNOWN gets 200 and its own name, any other one 404, as a router in front of many hosts does.
"""

from __future__ import annotations

import select
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

KNOWN = ".bench.example"
_TLS_TROUBLE = (ssl.SSLError, OSError)


@contextmanager
def serving(certificate: str = "", *protocols: str) -> Iterator[int]:
    """The port of a server that runs until the block ends; `certificate` is a file with key and chain ("": no TLS)."""
    command = [sys.executable, "-m", "benchmarks.serving", *([certificate, *protocols] if certificate else [])]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        try:
            yield int(server.stdout.readline())
        finally:
            server.stdin.close()


def _answer(head: bytes) -> bytes:
    _, _, rest = head.partition(b"\r\nHost: ")
    host = rest.partition(b"\r\n")[0].partition(b":")[0].decode("latin-1")
    known = host.endswith(KNOWN)
    body = host if known else "404 page not found"
    status = "200 OK" if known else "404 Not Found"
    fields = f"Content-Type: text/plain\r\nContent-Length: {len(body)}\r\nServer: bench\r\nConnection: close"
    return f"HTTP/1.1 {status}\r\n{fields}\r\n\r\n{body}".encode("latin-1")


class _Server:
    def __init__(self, context: ssl.SSLContext | None) -> None:
        self.context = context
        self.listener = socket.create_server(("0.0.0.0", 0), backlog=4096)
        self.listener.settimeout(0.0)
        self.poll = select.epoll()
        self.poll.register(self.listener, select.EPOLLIN)
        self.poll.register(sys.stdin, select.EPOLLIN)
        self.heads: dict[int, tuple[socket.socket, bytes]] = {}

    def serve(self) -> None:
        print(self.listener.getsockname()[1], flush=True)
        while True:
            for fd, _ in self.poll.poll():
                if fd == self.listener.fileno():
                    self._accept()
                elif fd in self.heads:
                    self._go_on(fd)
                else:
                    return

    def _accept(self) -> None:
        with suppress(BlockingIOError):
            for _ in range(64):
                connection, _ = self.listener.accept()
                connection.settimeout(0.0)
                if self.context is not None:
                    connection = self.context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
                fd = connection.fileno()
                self.heads[fd] = connection, b""
                self.poll.register(fd, select.EPOLLIN)
                if self.context is None:
                    self._go_on(fd)

    def _go_on(self, fd: int) -> None:
        connection, head = self.heads[fd]
        try:
            if isinstance(connection, ssl.SSLSocket) and connection.version() is None:
                connection.do_handshake()
            while not head.endswith(b"\r\n\r\n"):
                chunk = connection.recv(4096)
                if not chunk:
                    raise ConnectionError
                head += chunk
                self.heads[fd] = connection, head
            connection.send(_answer(head))
        except (BlockingIOError, ssl.SSLWantReadError):
            return
        except _TLS_TROUBLE:
            pass  # the client hung up, as it may
        del self.heads[fd]
        self.poll.unregister(fd)
        connection.close()


def main() -> None:
    context = None
    if sys.argv[1:]:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[1])
        context.num_tickets = 0
        if sys.argv[2:]:
            context.set_alpn_protocols(sys.argv[2:])
    _Server(context).serve()


if __name__ == "__main__":
    main()
