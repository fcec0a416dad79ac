from __future__ import annotations

import pytest

from kprobe.diagnosis.signatures.certificates import default_certificate
from kprobe.model.probe import TlsFacts

FAKE = "CN=Kubernetes Ingress Controller Fake Certificate,O=Acme Co"


@pytest.mark.parametrize(
    ("subject", "names", "who"),
    [
        (FAKE, ("ingress.local",), "ingress-nginx"),
        (FAKE, ("localhost", "ingress.local"), "HAProxy Ingress"),
        ("CN=TRAEFIK DEFAULT CERT", ("59ac.traefik.default",), "Traefik"),
        ("CN=shop.example,O=Traefik", ("shop.example",), ""),
        ("", (), ""),
    ],
)
def test_a_default_certificate_is_known_by_its_names(subject: str, names: tuple[str, ...], who: str) -> None:
    """SIG-25, SIG-26."""
    found = default_certificate(TlsFacts(subject=subject, names=names))
    assert (found.who if found else "") == who
