from __future__ import annotations

import ssl

import pytest

from kprobe.probing.alerts import ABOUT_CLIENT_CERTIFICATES, BY_NUMBER, WORDS, alert_in, alert_of, words_of

REASONS = {
    "TLSV1_UNRECOGNIZED_NAME": "unrecognized_name",
    "SSLV3_ALERT_HANDSHAKE_FAILURE": "handshake_failure",
    "TLSV13_ALERT_CERTIFICATE_REQUIRED": "certificate_required",
    "TLSV1_ALERT_PROTOCOL_VERSION": "protocol_version",
    "TLSV1_ALERT_ACCESS_DENIED": "access_denied",
    "TLSV1_ALERT_NO_APPLICATION_PROTOCOL": "no_application_protocol",
    "WRONG_VERSION_NUMBER": "",
    "TLSV1_BAD_SOMETHING": "",
    "": "",
}


@pytest.mark.parametrize(("reason", "alert"), REASONS.items(), ids=[reason or "nothing" for reason in REASONS])
def test_the_alert_in_openssls_words(reason: str, alert: str) -> None:
    assert alert_of(reason) == alert


def test_an_alert_in_plain_is_read_by_its_number() -> None:
    assert alert_in(b"\x15\x03\x03\x00\x02\x02\x78") == "no_application_protocol"
    assert alert_in(b"\x15\x03\x01\x00\x02\x02\xff") == "number 255"


@pytest.mark.parametrize(
    "received",
    [b"", b"\x15\x03\x03\x00\x02\x01\x00", b"\x16\x03\x03\x00\x02\x02\x28", b"HTTP/1.1 400", b"\x15\x03\x03"],
    ids=["nothing", "a warning", "a handshake", "HTTP", "cut short"],
)
def test_what_is_no_fatal_alert_is_none(received: bytes) -> None:
    assert alert_in(received) == ""


def test_numbers_and_names_are_pythons_own() -> None:
    theirs = {member.value: member.name.removeprefix("ALERT_DESCRIPTION_").lower() for member in ssl.AlertDescription}
    common = theirs.keys() & BY_NUMBER.keys()
    assert len(common) > 10
    assert {theirs[number] for number in common} - {"user_cancelled"} == {BY_NUMBER[n] for n in common} - {
        "user_canceled"
    }


def test_every_alert_has_words_that_name_it_or_say_what_is_wanted() -> None:
    for alert in {*BY_NUMBER.values(), *ABOUT_CLIENT_CERTIFICATES, "number 255"}:
        assert alert in words_of(alert) or alert == "certificate_required"
    assert set(WORDS) <= set(BY_NUMBER.values())
