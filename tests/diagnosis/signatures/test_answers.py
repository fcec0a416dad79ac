from __future__ import annotations

import re

import pytest

from kprobe.cluster.known_controllers import CONTROLLERS
from kprobe.diagnosis.signatures.answers import SIGNATURES
from kprobe.diagnosis.signatures.recognise import recognise
from kprobe.diagnosis.signatures.signature import Meaning
from kprobe.model.probe import HttpFacts

NGINX = "<html>\r\n<head><title>x</title></head>\r\n<body>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>"
ENVOY = "upstream connect error or disconnect/reset before headers. reset reason: connection failure"
HAPROXY = "<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n</body></html>"
AZURE = "Web server received an invalid response while acting as a gateway or proxy server."
PLAIN = "<center>The plain HTTP request was sent to HTTPS port</center>"
REAL = [
    ("SIG-1", 404, NGINX, ""),
    ("SIG-3", 404, "404 page not found\n", ""),
    ("SIG-4", 404, "<h1>404 Not Found</h1>\nThe requested URL was not found.", ""),
    ("SIG-5", 404, "Not Found", ""),
    ("SIG-6", 404, "", "envoy"),
    ("SIG-7", 404, "", "istio-envoy"),
    ("SIG-8", 404, '{"message":"no Route matched with those values"}', "kong/3.9"),
    ("SIG-9", 404, "response 404 (backend NotFound), service rules for the path non-existent", ""),
    ("SIG-10", 503, "<h1>Application is not available</h1>", ""),
    ("SIG-11", 503, NGINX, ""),
    ("SIG-12", 502, NGINX, ""),
    ("SIG-13", 504, NGINX, ""),
    ("SIG-14", 503, "no available server\n", ""),
    ("SIG-15", 502, "Bad Gateway", ""),
    ("SIG-15", 504, "Gateway Timeout", ""),
    ("SIG-16", 503, "no healthy upstream", "envoy"),
    ("SIG-17", 503, ENVOY, "envoy"),
    ("SIG-18", 503, HAPROXY, ""),
    ("SIG-19", 503, '{"message":"failure to get a peer from the ring-balancer"}', "kong/3.9"),
    ("SIG-20", 503, "<h1>503 Service Temporarily Unavailable</h1>", "awselb/2.0"),
    ("SIG-21", 502, AZURE, "Microsoft-Azure-Application-Gateway/v2"),
    ("SIG-22", 421, "Request sent to a non-authoritative server.", ""),
    ("SIG-23", 496, "", ""),
    ("IN-34", 400, PLAIN, ""),
    ("IN-34", 400, "Client sent an HTTP request to an HTTPS server.\n", ""),
    ("IN-35", 500, "Internal Server Error", ""),
]


@pytest.mark.parametrize(("row", "status", "body", "server"), REAL, ids=[f"{r[0]} {r[1]}" for r in REAL])
def test_what_each_router_says_is_recognised(row: str, status: int, body: str, server: str) -> None:
    found = recognise(HttpFacts(status=status, excerpt=body, server=server), None)
    assert found is not None
    assert found.row == row


def test_a_redirect_to_https_is_ingress_nginxs_way() -> None:
    """SIG-24: only where it leads to HTTPS."""
    found = recognise(HttpFacts(status=308, location="https://shop.example/"), "ingress-nginx")
    assert found is not None
    assert (found.row, found.meaning) == ("SIG-24", Meaning.REDIRECT)
    assert recognise(HttpFacts(status=308, location="/login"), "ingress-nginx") is None


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (404, '{"error": "no such order"}'),
        (404, ""),
        (200, "404 page not found"),
        (503, '{"error": "queue is full"}'),
        (500, "Traceback …"),
        (502, "Bad Gateway: the bank does not answer"),
    ],
)
def test_an_applications_own_words_are_nobodys_signature(status: int, body: str) -> None:
    assert recognise(HttpFacts(status=status, excerpt=body), None) is None


def test_of_several_that_fit_the_controller_that_was_asked_is_meant() -> None:
    envoy = HttpFacts(status=404, server="istio-envoy")
    assert {(f.who if (f := recognise(envoy, slug)) else "") for slug in ("contour", "istio")} == {
        "Envoy",
        "Istio's gateway",
    }


def test_rows_and_controllers_exist() -> None:
    slugs = {c.slug for c in CONTROLLERS}
    assert all(set(s.controllers) <= slugs for s in SIGNATURES)
    assert all(re.fullmatch(r"(SIG|IN)-\d+", s.row) for s in SIGNATURES)
