from __future__ import annotations

import pytest

from kprobe.diagnosis.signatures.recognise import gateway_failed, meaning_of, speaker
from kprobe.diagnosis.signatures.signature import Meaning
from kprobe.model.probe import Author, HttpFacts


@pytest.mark.parametrize(
    ("status", "excerpt", "gateway"),
    [
        (502, "<html><head><title>502 Bad Gateway</title></head>", True),
        (504, "<title>504 Gateway Time-out</title>", True),
        (503, "no available server\n", True),
        (503, "no healthy upstream", True),
        (503, "<h1>503 Service Temporarily Unavailable</h1>", True),
        (502, "", True),
        (503, "  \n", True),
        (503, '{"error": "queue is full, come back later"}', False),
        (500, "bad gateway", False),
        (200, "no healthy upstream", False),
    ],
)
def test_a_gateways_own_words_are_told_from_an_applications(status: int, excerpt: str, *, gateway: bool) -> None:
    assert gateway_failed(HttpFacts(status=status, excerpt=excerpt)) is gateway


OWN_NGINX = "<center>nginx/1.23.1</center>"
HAPROXY = "No server is available to handle this request."


@pytest.mark.parametrize(
    ("controller", "status", "body", "author", "who"),
    [
        ("traefik", 502, "Bad Gateway", Author.ROUTE, "Traefik"),
        ("ingress-nginx", 502, "<center>nginx</center>", Author.ROUTE, "ingress-nginx"),
        ("traefik", 503, HAPROXY, Author.UNKNOWN, "HAProxy in front of Traefik"),
        (None, 503, HAPROXY, Author.UNKNOWN, "HAProxy"),
        (None, 503, "", Author.UNKNOWN, "the controller"),
    ],
)
def test_who_speaks(controller: str | None, status: int, body: str, author: Author, who: str) -> None:
    assert speaker(HttpFacts(status=status, excerpt=body, author=author), controller) == who


@pytest.mark.parametrize(
    ("author", "controller", "failed"),
    [(Author.ROUTE, "traefik", False), (Author.ROUTER, "traefik", True), (Author.ROUTE, None, True)],
    ids=["behind the controller", "in front of it", "nobody knows the controller"],
)
def test_another_programs_words_on_the_route_alone_come_from_behind(
    author: Author, controller: str | None, *, failed: bool
) -> None:
    http = HttpFacts(status=502, excerpt=f"502 Bad Gateway {OWN_NGINX}", author=author)
    assert gateway_failed(http, controller) is failed


@pytest.mark.parametrize(
    ("controller", "status", "body", "meaning"),
    [
        ("haproxy-ingress", 503, HAPROXY, Meaning.REFUSED),
        ("contour", 503, "upstream connect error", Meaning.REFUSED),
        ("ingress-nginx", 503, "<center>nginx</center>", Meaning.NO_BACKEND),
        ("traefik", 504, "Gateway Timeout", Meaning.SILENT),
        (None, 502, "", Meaning.REFUSED),
        (None, 504, "", Meaning.SILENT),
    ],
)
def test_what_a_failure_means_where_there_are_ready_endpoints(
    controller: str | None, status: int, body: str, meaning: Meaning
) -> None:
    assert meaning_of(HttpFacts(status=status, excerpt=body), controller) is meaning
