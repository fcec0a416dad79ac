from __future__ import annotations

import pytest

from kprobe.exposures.schemes import scheme_of
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
        (ServicePort(port=5432, name="sql"), ""),
        (ServicePort(port=9000, name="httpd-status"), ""),
        (ServicePort(port=443, name="https", protocol="UDP"), ""),
    ],
)
def test_names_declarations_and_two_well_known_numbers_tell_the_scheme(port: ServicePort, scheme: str) -> None:
    assert scheme_of(port) == scheme


def test_app_protocol_wins_over_a_name_that_says_otherwise() -> None:
    assert scheme_of(ServicePort(port=8443, name="http", app_protocol="https")) == "https"
