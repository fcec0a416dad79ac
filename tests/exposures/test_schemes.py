from __future__ import annotations

import pytest

from kprobe.exposures.schemes import application_of, scheme_of
from kprobe.model.objects.service import ServicePort


@pytest.mark.parametrize(
    ("port", "scheme"),
    [
        (ServicePort(port=80), "http"),
        (ServicePort(port=443), "https"),
        (ServicePort(port=8080, name="http"), "http"),
        (ServicePort(port=8080, name="http-admin"), "http"),
        (ServicePort(port=8443, name="https-admin"), "https"),
        (ServicePort(port=8080, name="x", app_protocol="kubernetes.io/ws"), "http"),
        (ServicePort(port=8080, name="x", app_protocol="https"), "https"),
        (ServicePort(port=50051, name="grpc"), "http"),
        (ServicePort(port=50051, name="grpc-api"), "http"),
        (ServicePort(port=50051, name="x", app_protocol="grpcs"), "https"),
        (ServicePort(port=8080, name="x", app_protocol="kubernetes.io/h2c"), "http"),
        (ServicePort(port=5432, name="sql"), ""),
        (ServicePort(port=9000, name="httpd-status"), ""),
        (ServicePort(port=443, name="https", protocol="UDP"), ""),
    ],
)
def test_names_declarations_and_two_well_known_numbers_tell_the_scheme(port: ServicePort, scheme: str) -> None:
    assert scheme_of(port) == scheme


def test_app_protocol_wins_over_a_name_that_says_otherwise() -> None:
    assert scheme_of(ServicePort(port=8443, name="http", app_protocol="https")) == "https"


APPLICATIONS = {
    "gRPC by name": (ServicePort(port=50051, name="grpc-api"), "grpc"),
    "gRPC declared": (ServicePort(port=50051, name="x", app_protocol="grpc"), "grpc"),
    "gRPC over TLS": (ServicePort(port=50051, name="x", app_protocol="grpcs"), "grpc"),
    "HTTP/2 without TLS": (ServicePort(port=80, name="x", app_protocol="kubernetes.io/h2c"), "h2c"),
    "WebSocket": (ServicePort(port=80, name="x", app_protocol="kubernetes.io/ws"), "websocket"),
    "WebSocket over TLS": (ServicePort(port=443, name="x", app_protocol="kubernetes.io/wss"), "websocket"),
    "plain HTTP": (ServicePort(port=80, name="http"), ""),
    "DNS over TCP": (ServicePort(port=53, name="dns-tcp"), ""),
    "DNS by name": (ServicePort(port=5300, name="dns-udp", protocol="UDP"), "dns"),
    "DNS by number": (ServicePort(port=53, name="x", protocol="UDP"), "dns"),
    "DNS by the number behind": (ServicePort(port=5300, target_port=53, protocol="UDP"), "dns"),
    "DNS by the name behind": (ServicePort(port=5300, target_port="dns", protocol="UDP"), "dns"),
    "a name wins over a number": (ServicePort(port=53, name="stun", protocol="UDP"), "stun"),
    "a declaration that says nothing": (
        ServicePort(port=5300, name="ntp", app_protocol="example.com/x", protocol="UDP"),
        "ntp",
    ),
    "HTTP/3": (ServicePort(port=443, name="https", protocol="UDP"), "quic"),
    "HTTP/3 by number": (ServicePort(port=443, protocol="UDP"), "quic"),
    "SNMP": (ServicePort(port=161, protocol="UDP"), "snmp"),
    "SIP": (ServicePort(port=5060, name="signalling", protocol="UDP"), "sip"),
    "nothing known": (ServicePort(port=9999, name="game", protocol="UDP"), ""),
    "a word inside another": (ServicePort(port=9999, name="mydnsish", protocol="UDP"), ""),
    "SCTP": (ServicePort(port=53, name="dns", protocol="SCTP"), ""),
}


@pytest.mark.parametrize(("port", "application"), APPLICATIONS.values(), ids=APPLICATIONS)
def test_names_declarations_and_well_known_numbers_tell_the_application(port: ServicePort, application: str) -> None:
    assert application_of(port) == application
