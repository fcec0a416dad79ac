"""Certificates: of Ingresses, and of servers behind NodePorts."""

from __future__ import annotations

from typing import Any

from tests.e2e.objects import Object
from tests.e2e.verdicts.build import ADDRESSES, cluster_ip, ingress, port, rule, service, site, web
from tests.e2e.verdicts.scenario import REACHABLE, Cause, Door, Scenario

FAMILY = "TLS"
GUILTY = ("Ingress/web",)


def _secret(certificate: str, namespace: str = "$NS") -> Object:
    """A Secret for `$HOST`; words.py makes the certificate: good, expired, early or another."""
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "type": "kubernetes.io/tls",
        "metadata": {"name": "web-tls", "namespace": namespace},
        "data": {"tls.crt": f"$CRT({certificate},$HOST)", "tls.key": f"$KEY({certificate},$HOST)"},
    }


def _site(
    name: str, built: str, *objects: Object, certificate: str, cause: Cause | None = None, **meta: Any
) -> Scenario:
    offered: list[Any] = [{"hosts": ["$HOST"], "secretName": "web-tls"}]
    return Scenario(
        name=name,
        family=FAMILY,
        built=built,
        objects=(*objects, web(), cluster_ip(), ingress(rule(), tls=offered, **meta)),
        way="ingress/$NS/web/$HOST/",
        verdict=REACHABLE,
        doors=site(f"200, {certificate}", scheme="https"),
        names={"$HOST": ("$INGRESS",)},
        needs=("dns_hosts", "vips"),
        cause=cause,
    )


def _server(name: str, built: str, number: int, *, listener: str, sees: str, cause: Cause | None = None) -> Scenario:
    return Scenario(
        name=name,
        family=FAMILY,
        built=built,
        objects=(web(listener), service(port(number, name="https", port=443, targetPort=8443))),
        way="node-port/$NS/web/443/TCP",
        verdict=REACHABLE,
        doors=tuple(
            Door(address=a, port=number, sees=(f"open 200, {sees}",), scheme="https", host="shop.example")
            for a in ADDRESSES
        ),
        cause=cause,
    )


SCENARIOS = (
    _site("tls-own-ca", "a good certificate from a CA of one's own", _secret("good"), certificate="good certificate"),
    _site(
        "tls-secure-only",
        "Traefik serves it by https alone, as its annotation says",
        _secret("good"),
        certificate="good certificate",
        annotations={"traefik.ingress.kubernetes.io/router.entrypoints": "websecure"},
    ),
    _server(
        "tls-self-signed",
        "a server with a self-signed certificate behind a NodePort",
        30210,
        listener="https=:8443,shop.example",
        sees="good certificate",
    ),
    _site(
        "tls-no-secret",
        "the Secret does not exist: Traefik's default certificate is served (IN-21)",
        certificate="certificate for another name",
        cause=Cause(codes=("KP813",), subjects=GUILTY, because="there is no Secret web-tls"),
    ),
    _site(
        "tls-secret-elsewhere",
        "the Secret is in another namespace (IN-24)",
        _secret("good", "$NS-of-secrets"),
        certificate="certificate for another name",
        cause=Cause(codes=("KP813",), subjects=GUILTY, because="there is no Secret web-tls in this namespace"),
    ),
    _site(
        "tls-other-name",
        "the certificate is for another name (IN-18)",
        _secret("another"),
        certificate="certificate for another name",
        cause=Cause(codes=("KP813",), subjects=GUILTY, because="the certificate does not fit"),
    ),
    _site(
        "tls-expired",
        "the certificate has expired (IN-19)",
        _secret("expired"),
        certificate="certificate expired",
        cause=Cause(codes=("KP813",), subjects=GUILTY, because="the certificate has expired"),
    ),
    _site(
        "tls-early",
        "the certificate is not valid yet",
        _secret("early"),
        certificate="certificate not yet valid",
        cause=Cause(codes=("KP813",), subjects=GUILTY, because="the certificate is not valid yet"),
    ),
    _server(
        "tls-server-expired",
        "a server with an expired certificate behind a NodePort",
        30211,
        listener="https=:8443,shop.example,expired",
        sees="certificate expired",
        cause=Cause(
            codes=("KP813",), subjects=("Service/web", "Deployment/web"), because="the certificate has expired"
        ),
    ),
)
