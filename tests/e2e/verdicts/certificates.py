"""Certificates of a CA that nobody knows.

Sorts: good, expired, early, soon (ends within days), for another name, for a wildcard (star), for a wildcard of one
label less (wide), and one that says its name in the old place alone (nameless).
"""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_DAYS = {"expired": (-90, -1), "early": (30, 90), "soon": (-85, 5)}
_LASTING = (-2, 90)


class Authority:
    """Issues each certificate once, so that the halves of a pair fit."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._made: dict[tuple[str, str], tuple[bytes, bytes]] = {}

    def certificate(self, kind: str, host: str) -> str:
        """The certificate for `host`, PEM in base64, as a Secret has it."""
        return base64.b64encode(self._pair(kind, host)[0]).decode()

    def key(self, kind: str, host: str) -> str:
        """Its key."""
        return base64.b64encode(self._pair(kind, host)[1]).decode()

    def _pair(self, kind: str, host: str) -> tuple[bytes, bytes]:
        if (kind, host) not in self._made:
            self._made[kind, host] = self._issue(kind, _name(kind, host))
        return self._made[kind, host]

    def _issue(self, kind: str, name: str) -> tuple[bytes, bytes]:
        key = ec.generate_private_key(ec.SECP256R1())
        start, end = (datetime.now(UTC) + timedelta(days=days) for days in _DAYS.get(kind, _LASTING))
        builder = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
            .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a CA of one's own")]))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(end)
        )
        if kind != "nameless":
            builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        certificate = builder.sign(self._key, hashes.SHA256())
        secret = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return certificate.public_bytes(serialization.Encoding.PEM), secret


def _name(kind: str, host: str) -> str:
    labels = host.split(".")
    return {
        "another": "another.example",
        "star": ".".join(["*", *labels[1:]]),
        "wide": ".".join(["*", *labels[2:]]),
    }.get(kind, host)
