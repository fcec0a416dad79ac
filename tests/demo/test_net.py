"""The demo's addresses and ports, on real sockets."""

from __future__ import annotations

import socket
from contextlib import closing

import pytest

from kprobe.demo.net import HIGH_PORTS, NODE_PORTS, Ports, addresses, shared
from kprobe.errors import KprobeError

HERE = "127.0.0.1"


def test_a_claimed_port_refuses_until_somebody_listens_on_it() -> None:
    with closing(Ports()) as ports:
        port = ports.claim(0, (HERE,), range(0))
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((HERE, port), timeout=5)
        ports.sockets[HERE, port].listen()
        socket.create_connection((HERE, port), timeout=5).close()


def test_a_claimed_port_is_nobody_elses() -> None:
    with closing(Ports()) as mine, closing(Ports()) as yours:
        port = mine.claim(0, (HERE,), range(0))
        other = yours.claim(port, (HERE,), NODE_PORTS)
        assert other != port
        assert other in NODE_PORTS


def test_a_port_is_claimed_on_all_addresses_or_on_none() -> None:
    with closing(Ports()) as mine, closing(Ports()) as yours:
        port = mine.claim(0, (HERE,), range(0))
        with pytest.raises(KprobeError, match="is free"):
            yours.claim(port, ("127.0.0.1", HERE), range(port, port + 1))
        assert yours.sockets == {}


def test_closing_gives_ports_back() -> None:
    with closing(Ports()) as ports:
        port = ports.claim(0, (HERE,), range(0))
    with closing(Ports()) as again:
        assert again.claim(port, (HERE,), range(0)) == port


def test_the_spans_keep_out_of_each_others_way() -> None:
    assert not set(NODE_PORTS) & set(HIGH_PORTS)
    assert set(NODE_PORTS) <= set(range(30086, 32768))  # the range without its static band


def test_on_one_address_there_is_one_node() -> None:
    assert not shared().apart
    assert len(shared().nodes) == 1


def test_what_this_machine_has_can_be_bound() -> None:
    found = addresses()
    for address in {*found.nodes, found.balancer, *found.external, *found.localhost}:
        with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as sock:
            sock.bind((address, 0))
    assert found.apart == (len(set(found.nodes)) == 3)
