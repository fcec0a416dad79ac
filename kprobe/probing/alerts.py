"""TLS alerts: the name of what a server sent instead of going on, and what it means in words."""

from __future__ import annotations

import re

# RFC 8446, section 6, and RFC 5246, section 7.2; by OpenSSL's names without their prefix, in lower case.
WORDS: dict[str, str] = {
    "unrecognized_name": "the TLS name is not known there (alert unrecognized_name)",
    "handshake_failure": "the TLS handshake was refused (alert handshake_failure)",
    "certificate_required": "a client certificate is asked for",
    "protocol_version": "the TLS version was not accepted (alert protocol_version)",
    "no_application_protocol": "none of HTTP/2 and HTTP/1.1 is spoken there (alert no_application_protocol)",
    "internal_error": "the TLS handshake failed there (alert internal_error)",
    "access_denied": "the TLS handshake was refused (alert access_denied)",
    "insufficient_security": "the TLS ciphers were not accepted (alert insufficient_security)",
    "unexpected_message": "the TLS handshake was not understood there (alert unexpected_message)",
    "decode_error": "the TLS handshake was not understood there (alert decode_error)",
    "illegal_parameter": "the TLS handshake was not accepted there (alert illegal_parameter)",
    "missing_extension": "the TLS handshake was not accepted there (alert missing_extension)",
    "unsupported_extension": "the TLS handshake was not accepted there (alert unsupported_extension)",
    "bad_certificate": "the TLS handshake was refused (alert bad_certificate)",
    "unknown_ca": "the TLS handshake was refused (alert unknown_ca)",
    "inappropriate_fallback": "the TLS version was not accepted (alert inappropriate_fallback)",
    "user_canceled": "the TLS handshake was given up there (alert user_canceled)",
}

ABOUT_CLIENT_CERTIFICATES = frozenset(
    {"certificate_required", "handshake_failure", "bad_certificate", "unknown_ca", "access_denied"}
)
"""What servers answer where they asked for a client certificate and got none: TLS 1.2 has no alert of its own for it
(RFC 5246, section 7.4.6)."""

BY_NUMBER: dict[int, str] = {
    10: "unexpected_message",
    40: "handshake_failure",
    42: "bad_certificate",
    43: "unsupported_certificate",
    44: "certificate_revoked",
    45: "certificate_expired",
    46: "certificate_unknown",
    47: "illegal_parameter",
    48: "unknown_ca",
    49: "access_denied",
    50: "decode_error",
    51: "decrypt_error",
    70: "protocol_version",
    71: "insufficient_security",
    80: "internal_error",
    86: "inappropriate_fallback",
    90: "user_canceled",
    109: "missing_extension",
    110: "unsupported_extension",
    112: "unrecognized_name",
    116: "certificate_required",
    120: "no_application_protocol",
}
"""IANA's registry of TLS alerts, those that end a handshake."""

_PREFIX = re.compile(r"(?:SSLV3|TLSV1|TLSV13)_(?:ALERT_)?")
_RECORD = 21  # RFC 8446, section 5.1: the content type of an alert
_FATAL = 2


def alert_of(reason: str) -> str:
    """The alert that OpenSSL's `reason` stands for ("TLSV1_UNRECOGNIZED_NAME"); "" where it is none."""
    name = _PREFIX.sub("", reason, count=1).lower()
    return name if _PREFIX.match(reason) and (name in WORDS or "ALERT_" in reason) else ""


def alert_in(record: bytes) -> str:
    """The alert in the first TLS record of what a server sent, where it is one in plain; "" for anything else."""
    if len(record) < 7 or record[0] != _RECORD or record[1] != 3 or record[5] != _FATAL:
        return ""
    return BY_NUMBER.get(record[6], f"number {record[6]}")


def words_of(alert: str) -> str:
    """`alert` in words."""
    return WORDS.get(alert) or f"the TLS handshake failed (alert {alert})"
