"""Server certificates, right and wrong in one way each."""

from __future__ import annotations

import ssl
import warnings
from datetime import UTC, datetime, timedelta
from functools import cached_property

import trustme
from cryptography import x509

NAME = "shop.example"


class Certificates:
    """Contexts for TLS servers, all signed by one authority of their own; made when first asked for."""

    def __init__(self) -> None:
        self.authority = trustme.CA(organization_name="kprobe tests")

    @property
    def root(self) -> x509.Certificate:
        return x509.load_pem_x509_certificate(self.authority.cert_pem.bytes())

    @cached_property
    def good(self) -> ssl.SSLContext:
        return self.context(self.authority.issue_cert(NAME))

    @cached_property
    def expired(self) -> ssl.SSLContext:
        now = datetime.now(UTC)
        return self.context(
            self.authority.issue_cert(NAME, not_before=now - timedelta(days=30), not_after=now - timedelta(days=3.5))
        )

    @cached_property
    def early(self) -> ssl.SSLContext:
        now = datetime.now(UTC)
        return self.context(
            self.authority.issue_cert(NAME, not_before=now + timedelta(days=2.5), not_after=now + timedelta(days=30))
        )

    @cached_property
    def other_name(self) -> ssl.SSLContext:
        return self.context(self.authority.issue_cert("other.example"))

    @cached_property
    def wants_client_certificate(self) -> ssl.SSLContext:
        context = self.context(self.authority.issue_cert(NAME))
        context.verify_mode = ssl.CERT_REQUIRED
        self.authority.configure_trust(context)
        return context

    @cached_property
    def knows_only_its_name(self) -> ssl.SSLContext:
        context = self.context(self.authority.issue_cert(NAME))

        def judge(_connection: ssl.SSLObject, name: str | None, _context: ssl.SSLContext) -> int | None:
            return None if name == NAME else ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME

        context.sni_callback = judge
        return context

    @cached_property
    def knowing_nobody(self) -> ssl.SSLContext:
        context = self.context(self.authority.issue_cert(NAME))
        context.sni_callback = lambda *_: ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
        return context

    def offering(self, *protocols: str) -> ssl.SSLContext:
        """A good certificate, and ALPN for `protocols`, the first first."""
        context = self.context(self.authority.issue_cert(NAME))
        if protocols:
            context.set_alpn_protocols(list(protocols))
        return context

    def speaking(self, version: ssl.TLSVersion, *, client_certificate: bool = False) -> ssl.SSLContext:
        """A good certificate, over `version` alone."""
        context = self.context(self.authority.issue_cert(NAME, key_type=trustme.KeyType.RSA))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = context.maximum_version = version
        context.set_ciphers("ALL:@SECLEVEL=0")
        if client_certificate:
            context.verify_mode = ssl.CERT_REQUIRED
            self.authority.configure_trust(context)
        return context

    @staticmethod
    def context(certificate: trustme.LeafCert) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
        return context
