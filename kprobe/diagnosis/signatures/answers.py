"""The answers by which routers are known: SIG-1, SIG-3 to SIG-24, and two of a wrong protocol (IN-34, IN-35).

Found in the controllers' own sources and documentation: nginx's error pages, Traefik's plain status texts, Envoy's
response flags, HAProxy's default pages, Kong's router and ring balancer, GKE, AWS and Azure.
"""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.diagnosis.signatures.signature import Meaning, Signature

_NGINX = ("ingress-nginx", "f5-nginx")
_ENVOY = ("contour", "istio", "cilium")
_HAPROXY = ("haproxy-ingress", "haproxytech", "openshift")
_NGINX_PAGE = "<center>nginx</center>"


def _known(
    row: str, who: str, controllers: tuple[str, ...], meaning: Meaning, *statuses: int, **more: object
) -> Signature:
    return Signature(row=row, who=who, controllers=controllers, meaning=meaning, statuses=statuses, **more)  # type: ignore[arg-type]


def _not_found() -> Iterator[Signature]:
    no = Meaning.NO_ROUTE
    yield _known("SIG-1", "nginx", _NGINX, no, 404, body=_NGINX_PAGE, common=True)
    yield _known("SIG-3", "Traefik", ("traefik",), no, 404, body="404 page not found", whole=True, common=True)
    yield _known("SIG-4", "HAProxy Ingress", ("haproxy-ingress",), no, 404, body="the requested url was not found.")
    yield _known("SIG-8", "Kong", ("kong",), no, 404, body="no route matched with those values")
    yield _known("SIG-9", "GKE's load balancer", ("gce",), no, 404, body="response 404 (backend notfound)")
    tech = ("haproxytech",)
    yield _known("SIG-5", "HAProxy's controller", tech, no, 404, body="not found", whole=True, common=True)
    yield _known("SIG-7", "Istio's gateway", ("istio",), no, 404, body="", whole=True, server="istio-envoy")
    yield _known("SIG-6", "Envoy", _ENVOY, no, 404, body="", whole=True, server="envoy")


def _backend_failed() -> Iterator[Signature]:
    refused, silent, nobody = Meaning.REFUSED, Meaning.SILENT, Meaning.NO_BACKEND
    openshift, aws = ("openshift",), ("aws-alb",)
    either = Meaning.NO_ROUTE_OR_BACKEND
    yield _known("SIG-10", "OpenShift's router", openshift, either, 503, body="application is not available")
    yield _known("SIG-11", "nginx", ("ingress-nginx",), nobody, 503, body=_NGINX_PAGE)
    yield _known("SIG-12", "nginx", _NGINX, refused, 502, body=_NGINX_PAGE)
    yield _known("SIG-13", "nginx", _NGINX, silent, 504, body=_NGINX_PAGE)
    yield _known("SIG-14", "Traefik", ("traefik",), nobody, 503, body="no available server", whole=True)
    yield _known("SIG-15", "Traefik", ("traefik",), refused, 502, body="bad gateway", whole=True)
    yield _known("SIG-15", "Traefik", ("traefik",), silent, 504, body="gateway timeout", whole=True)
    yield _known("SIG-16", "Envoy", _ENVOY, nobody, 503, body="no healthy upstream")
    yield _known("SIG-17", "Envoy", _ENVOY, refused, 503, body="upstream connect error")
    yield _known("SIG-18", "HAProxy", _HAPROXY, nobody, 503, body="no server is available to handle this request")
    yield _known("SIG-19", "Kong", ("kong",), nobody, 503, body="failure to get a peer from the ring-balancer")
    yield _known("SIG-20", "AWS's load balancer", aws, nobody, 503, body="service temporarily", server="awselb")
    azure = "received an invalid response while acting as a gateway"
    yield _known("SIG-21", "Azure's Application Gateway", ("agic",), nobody, 502, body=azure)


def _others() -> Iterator[Signature]:
    plain = Meaning.PLAIN_TO_TLS
    yield _known("IN-34", "nginx behind it", (), plain, 400, body="plain http request was sent to https port")
    yield _known(
        "IN-34", "a Go program behind it", (), plain, 400, body="client sent an http request to an https server"
    )
    guessed = Meaning.TLS_TO_PLAIN
    yield _known("IN-35", "Traefik", ("traefik",), guessed, 500, body="internal server error", whole=True, common=True)
    yield _known("SIG-22", "the router", (), Meaning.OTHER_NAME, 421)
    yield _known("SIG-23", "the router", (*_NGINX, "haproxy-ingress"), Meaning.CLIENT_CERTIFICATE, 495, 496)
    yield _known("SIG-24", "nginx", ("ingress-nginx",), Meaning.REDIRECT, 308, to_https=True, common=True)


SIGNATURES: tuple[Signature, ...] = (*_not_found(), *_backend_failed(), *_others())
