from __future__ import annotations

import pytest

from kprobe.cluster.service_ports import backend_port_of, port_of
from kprobe.model.objects.ingress import ServiceBackendPort
from tests.kit.objects import service, service_port

WEB = service("web", service_port(80, name="http"), service_port(80, name="quic", protocol="UDP"), service_port(443))


def test_a_port_is_found_by_number_and_protocol() -> None:
    found = port_of(WEB, 80, "UDP")
    assert found is not None
    assert found.name == "quic"
    assert port_of(WEB, 443, "UDP") is None


@pytest.mark.parametrize(
    ("wanted", "number"),
    [
        pytest.param(ServiceBackendPort(name="http"), 80, id="a_name"),
        pytest.param(ServiceBackendPort(number=443), 443, id="a_number"),
        pytest.param(ServiceBackendPort(name="https"), None, id="a_name_that_it_lacks"),
        pytest.param(ServiceBackendPort(name="80"), None, id="a_number_as_a_name"),
        pytest.param(ServiceBackendPort(number=81), None, id="a_number_that_it_lacks"),
        pytest.param(ServiceBackendPort(), None, id="nothing"),
    ],
)
def test_an_ingress_backend_finds_a_port_by(wanted: ServiceBackendPort, number: int | None) -> None:
    found = backend_port_of(WEB, wanted)
    assert (found.port if found else None) == number
