from __future__ import annotations

import asyncio
import ssl
import sys

import httpx
import pytest

from kprobe.probing.answer import Question
from kprobe.probing.http import ask
from kprobe.probing.tls import Judge, probing_context
from kprobe.probing.transport import port_of
from tests.kit import servers
from tests.kit.tls import NAME, Certificates

ALONE = "127.0.0.77"  # where no server of this machine listens


@pytest.mark.parametrize(
    ("url", "port"),
    [
        ("http://192.0.2.1:80/", 80),
        ("https://192.0.2.1:443/", 443),
        ("https://192.0.2.1:80/", 80),
        ("http://[2001:db8::1]:443/", 443),
        ("http://192.0.2.1:30080/", 30080),
    ],
)
def test_the_port_that_was_asked_for_is_dialled_though_a_url_hides_it(url: str, port: int) -> None:
    assert port_of(httpx.URL(url)) == port


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has all of 127.0.0.0/8")
@pytest.mark.parametrize(("scheme", "port"), [("http", 80), ("https", 443)])
def test_the_own_port_of_a_scheme_answers(scheme: str, port: int) -> None:
    context: ssl.SSLContext | None = Certificates().good if scheme == "https" else None
    try:
        with servers.serving(servers.answers(204), address=ALONE, port=port, context=context) as served:
            question = Question(address=ALONE, port=port, scheme=scheme, host=NAME, path="/")
            answer = asyncio.run(ask(question, timeout=5.0, context=probing_context(), judge=Judge(roots=())))
    except PermissionError:
        pytest.skip(f"this user may not listen on port {port}")
    assert answer.http is not None
    assert answer.http.status == 204
    assert served.connections == 1
