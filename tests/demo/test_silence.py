"""A port that drops, on a real socket."""

from __future__ import annotations

import socket
import sys

import pytest

from kprobe.demo.silence import can_be_silent, silence

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what a full queue does is Linux' own")


def test_a_silent_port_neither_answers_nor_refuses() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        held = silence(listener)
        try:
            assert held
            with pytest.raises(TimeoutError):
                socket.create_connection(listener.getsockname(), timeout=1.5)  # longer than one retransmission
        finally:
            for sock in held:
                sock.close()


def test_linux_can_be_silent() -> None:
    assert can_be_silent("127.0.0.1")
