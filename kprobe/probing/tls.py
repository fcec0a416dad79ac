"""What a served certificate says, judged although the handshake accepted it unseen.

A handshake that verifies tells nothing about a certificate that it rejects, so probes verify nothing and judge after.
"""

from __future__ import annotations

import contextlib
import ssl
import warnings
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.x509 import verification
from msgspec import Struct, field

from kprobe.model.probe import Served, TlsFacts
from kprobe.probing.names import is_ip

_UNREADABLE = (ValueError, TypeError, UnsupportedAlgorithm, x509.DuplicateExtension, x509.UnsupportedGeneralNameType)
_LONGEST = 300
_MOST_NAMES = 50
_MOST_SERVED = 10


def probing_context() -> ssl.SSLContext:
    """A context that accepts any certificate. It loads no roots: searching them costs a quarter of the handshakes."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def lenient_context() -> ssl.SSLContext:
    """The same for a second look, which takes every version and cipher that this machine's OpenSSL still has."""
    context = probing_context()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # that they are not safe is what is to be found out
        with contextlib.suppress(ValueError):  # an OpenSSL that was built without it
            context.minimum_version = ssl.TLSVersion.TLSv1
    with contextlib.suppress(ssl.SSLError):
        context.set_ciphers("ALL:@SECLEVEL=0")
    context.set_alpn_protocols(["http/1.1", "h2"])
    return context


def system_roots() -> tuple[x509.Certificate, ...]:
    """The roots that this system trusts; empty where none can be listed."""
    roots = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # old roots use encodings that cryptography frowns upon
        for der in ssl.create_default_context().get_ca_certs(binary_form=True):
            try:
                roots.append(x509.load_der_x509_certificate(der))
            except _UNREADABLE:
                continue
    return tuple(roots)


def served_chain(connection: ssl.SSLObject | ssl.SSLSocket) -> tuple[bytes, ...]:
    """The certificates as served, leaf first (DER). Public in Python 3.13 only; before, the leaf is what is sure."""
    try:
        leaf = connection.getpeercert(binary_form=True)
    except ValueError:  # the handshake failed, which does not unsay what was served before
        leaf = None
    source = connection if hasattr(connection, "get_unverified_chain") else getattr(connection, "_sslobj", None)
    ask = getattr(source, "get_unverified_chain", None)
    chain = ask() if ask is not None else None
    if not chain:
        return (leaf,) if leaf else ()
    return tuple(item if isinstance(item, bytes) else ssl.PEM_cert_to_DER_cert(item.public_bytes()) for item in chain)


class Judge(Struct, kw_only=True):
    """Reads certificates against `roots` (None: the system's, loaded when the first certificate comes)."""

    roots: tuple[x509.Certificate, ...] | None = None
    _store: verification.Store | None = None
    _known: dict[tuple[tuple[bytes, ...], str, str, str], TlsFacts] = field(default_factory=dict)

    def prepare(self) -> None:
        """Load the roots now: it takes tens of milliseconds that nobody's timeout should pay for."""
        if self.roots is None:
            self.roots = system_roots()

    def facts(self, connection: ssl.SSLObject | ssl.SSLSocket, host: str) -> TlsFacts:
        """The facts about a finished handshake in which `host` was asked for ("" for no name)."""
        alpn = connection.selected_alpn_protocol() or ""
        key = (served_chain(connection), host, connection.version() or "", alpn)
        if key not in self._known:
            self._known[key] = self.read(key[0], host, version=key[2], alpn=alpn, now=datetime.now(UTC))
        return self._known[key]

    def read(self, chain: tuple[bytes, ...], host: str, *, version: str, now: datetime, alpn: str = "") -> TlsFacts:
        """The facts about a served `chain` (DER, leaf first) at the time `now` (aware)."""
        if not chain:
            return TlsFacts(version=version, alpn=alpn, problem="no certificate was served")
        try:
            leaf, *others = map(x509.load_der_x509_certificate, chain)
            names = _names(leaf)
            own = _self_signed(leaf)
            trusted = self._trusted(leaf, others, host, now) if host else None
            return TlsFacts(
                version=version,
                alpn=alpn,
                subject=_written(leaf.subject),
                issuer=_written(leaf.issuer),
                names=names[:_MOST_NAMES],
                not_before=leaf.not_valid_before_utc,
                not_after=leaf.not_valid_after_utc,
                self_signed=own,
                trusted=trusted,
                problem=_problem(leaf, names, host, own=own, trusted=trusted, now=now),
                chain=tuple(map(_served, (leaf, *others)))[:_MOST_SERVED],
            )
        except _UNREADABLE:
            return TlsFacts(version=version, alpn=alpn, problem="the certificate cannot be read")

    def _trusted(self, leaf: x509.Certificate, others: list[x509.Certificate], host: str, now: datetime) -> bool | None:
        self.prepare()
        if not self.roots:
            return None
        if self._store is None:
            self._store = verification.Store(list(self.roots))
        subject = x509.IPAddress(ip_address(host)) if is_ip(host) else x509.DNSName(host)
        try:
            policy = verification.PolicyBuilder().store(self._store).time(now.replace(tzinfo=None))
            policy = policy.extension_policies(ca_policy=_authorities(), ee_policy=_servers())
            policy.build_server_verifier(subject).verify(leaf, others)
        except (verification.VerificationError, *_UNREADABLE):
            return False
        return True


def _written(name: x509.Name) -> str:
    return name.rfc4514_string()[:_LONGEST]


def _served(certificate: x509.Certificate) -> Served:
    return Served(
        subject=_written(certificate.subject),
        issuer=_written(certificate.issuer),
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
    )


def _authorities() -> verification.ExtensionPolicy:
    """As OpenSSL judges, so as most clients do: the Web's own profile rejects many a company's authority."""
    return verification.ExtensionPolicy.permit_all().require_present(
        x509.BasicConstraints, verification.Criticality.AGNOSTIC, _may_sign
    )


def _may_sign(_policy: verification.Policy, _certificate: x509.Certificate, limits: x509.BasicConstraints) -> None:
    if not limits.ca:
        raise ValueError("not an authority")


def _servers() -> verification.ExtensionPolicy:
    return verification.ExtensionPolicy.permit_all().require_present(
        x509.SubjectAlternativeName, verification.Criticality.AGNOSTIC, None
    )


def _names(leaf: x509.Certificate) -> tuple[str, ...]:
    try:
        san = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    dns = san.get_values_for_type(x509.DNSName)
    ips = san.get_values_for_type(x509.IPAddress)
    return tuple(name[:_LONGEST] for name in (*dns, *map(str, ips)))


def _self_signed(leaf: x509.Certificate) -> bool:
    if leaf.issuer != leaf.subject:
        return False
    try:
        leaf.verify_directly_issued_by(leaf)
    except (InvalidSignature, *_UNREADABLE):
        return False
    return True


def _problem(
    leaf: x509.Certificate, names: tuple[str, ...], host: str, *, own: bool, trusted: bool | None, now: datetime
) -> str:
    if leaf.not_valid_after_utc < now:
        return f"expired {_ago(now - leaf.not_valid_after_utc)} ago"
    if leaf.not_valid_before_utc > now:
        return f"becomes valid only in {_ago(leaf.not_valid_before_utc - now)}"
    if host and not covers(names, host):
        return f"is for {_listed(names)}, not for {host}"
    if own:
        return "is self-signed"
    if trusted is False:
        issuer = _written(leaf.issuer) or "nobody named"
        return f"is signed by {issuer}, which this system does not trust"
    return ""


def covers(names: Iterable[str], host: str) -> bool:
    """Whether one of a certificate's names is good for `host`: equal, or a wildcard for its first label (RFC 6125)."""
    wanted = host.lower()
    _, _, parent = wanted.partition(".")
    return any(
        name.lower() == wanted or (bool(parent) and not is_ip(host) and name.lower() == f"*.{parent}") for name in names
    )


def _listed(names: tuple[str, ...]) -> str:
    shown = ", ".join(names[:3]) or "no name"
    return f"{shown} and {len(names) - 3} more" if len(names) > 3 else shown


def _ago(span: timedelta) -> str:
    if span.days:
        return f"{span.days} day{'s' if span.days > 1 else ''}"
    hours = span.seconds // 3600
    return f"{hours} hour{'s' if hours > 1 else ''}" if hours else "less than an hour"
