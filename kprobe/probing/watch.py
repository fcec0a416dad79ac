"""Waits for many sockets at once, for one event each: by epoll where there is one, elsewhere by what Python offers.

Python's own selectors cost several times what the kernel takes: they keep a record of every socket, and are told twice
about each. Here closing the socket is all that ends its watch.
"""

from __future__ import annotations

import select
import selectors
import socket
import sys
from typing import Generic, Protocol, TypeVar

T = TypeVar("T")
Socket = socket.SocketType
"""The interpreter's own kind of socket: making Python's takes as long again as the kernel does."""


class Watch(Protocol[T]):
    """Sockets that are waited for, each on behalf of one item."""

    def add(self, sock: Socket, item: T, *, reading: bool) -> None:
        """Wait until `sock` can be read from, or (`reading` False) until its connection is made or has failed."""

    def drop(self, sock: Socket) -> None:
        """Wait no more for a socket that nothing happened to; call it before it is closed."""

    def wait(self, seconds: float) -> list[tuple[T, bool]]:
        """What happened within `seconds`, each told once, and whether it is sure that nothing went wrong.

        Its sockets are not waited for any more.
        """

    def close(self) -> None:
        """Wait for nothing any more."""


class Portable(Generic[T]):
    """Any Unix."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()

    def add(self, sock: Socket, item: T, *, reading: bool) -> None:
        """See Watch."""
        self._selector.register(sock, selectors.EVENT_READ if reading else selectors.EVENT_WRITE, item)

    def drop(self, sock: Socket) -> None:
        """See Watch."""
        self._selector.unregister(sock)

    def wait(self, seconds: float) -> list[tuple[T, bool]]:
        """See Watch."""
        happened = [key for key, _ in self._selector.select(seconds)]
        for key in happened:
            self._selector.unregister(key.fileobj)
        return [(key.data, False) for key in happened]

    def close(self) -> None:
        """See Watch."""
        self._selector.close()


if sys.platform == "linux":
    _WRITE, _READ = select.EPOLLOUT | select.EPOLLONESHOT, select.EPOLLIN | select.EPOLLONESHOT

    class Epoll(Generic[T]):
        """Linux. What is closed leaves an epoll by itself (epoll(7)), so that no call is made for it."""

        def __init__(self) -> None:
            self._epoll = select.epoll()
            self._items: dict[int, T] = {}

        def add(self, sock: Socket, item: T, *, reading: bool) -> None:
            """See Watch."""
            fd = sock.fileno()
            self._epoll.register(fd, _READ if reading else _WRITE)
            self._items[fd] = item

        def drop(self, sock: Socket) -> None:
            """See Watch."""
            self._items.pop(sock.fileno(), None)

        def wait(self, seconds: float) -> list[tuple[T, bool]]:
            """See Watch."""
            items = self._items
            events = self._epoll.poll(max(seconds, 0.0), max(len(items), 1))
            return [(items.pop(fd), mask == select.EPOLLOUT) for fd, mask in events if fd in items]

        def close(self) -> None:
            """See Watch."""
            self._epoll.close()

    def watch() -> Watch[T]:
        """The fastest that this system has."""
        return Epoll()

else:

    def watch() -> Watch[T]:
        """The fastest that this system has."""
        return Portable()
