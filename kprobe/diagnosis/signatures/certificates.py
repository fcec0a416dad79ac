"""Certificates that a controller serves where it has none for a name (rows SIG-25, SIG-26).

Why it has none, the Secret being never read, is not told: missing, unusable, or for another name (IN-17, IN-18, IN-21).
"""

from __future__ import annotations

from msgspec import Struct

from kprobe.model.probe import TlsFacts


class DefaultCertificate(Struct, frozen=True, kw_only=True):
    """One of them, by its common name, and by a DNS name where two programs share that."""

    who: str
    common_name: str
    name: str = ""


_FAKE = "Kubernetes Ingress Controller Fake Certificate"
DEFAULT_CERTIFICATES = (
    DefaultCertificate(who="HAProxy Ingress", common_name=_FAKE, name="localhost"),
    DefaultCertificate(who="ingress-nginx", common_name=_FAKE),
    DefaultCertificate(who="Traefik", common_name="TRAEFIK DEFAULT CERT"),
)


def default_certificate(tls: TlsFacts) -> DefaultCertificate | None:
    """Which controller's default certificate was served; None for any other."""
    return next(
        (
            known
            for known in DEFAULT_CERTIFICATES
            if f"cn={known.common_name.lower()}" in tls.subject.lower() and (not known.name or known.name in tls.names)
        ),
        None,
    )
