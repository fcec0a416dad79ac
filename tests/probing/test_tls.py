from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from kprobe.probing.tls import Judge, covers, lenient_context, probing_context, system_roots
from tests.kit.tls import NAME

NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def root(authority: trustme.CA) -> x509.Certificate:
    return x509.load_pem_x509_certificate(authority.cert_pem.bytes())


def chain(leaf: trustme.LeafCert) -> tuple[bytes, ...]:
    return tuple(ssl.PEM_cert_to_DER_cert(pem.bytes().decode()) for pem in leaf.cert_chain_pems)


def certificate(name: str, issuer: x509.Name | None = None, signer: ec.EllipticCurvePrivateKey | None = None) -> bytes:
    """A certificate (DER) signed by `signer`, or by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer or subject)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    )
    return builder.sign(signer or key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def test_a_good_certificate_of_a_trusted_root_has_no_problem(authority: trustme.CA) -> None:
    facts = Judge(roots=(root(authority),)).read(chain(authority.issue_cert(NAME)), NAME, version="TLSv1.3", now=NOW)
    assert (facts.trusted, facts.problem, facts.self_signed, facts.names) == (True, "", False, (NAME,))


def test_an_intermediate_is_taken_from_what_was_served(authority: trustme.CA) -> None:
    served = chain(authority.create_child_ca().issue_cert(NAME))
    judge = Judge(roots=(root(authority),))
    assert judge.read(served, NAME, version="", now=NOW).trusted is True
    assert judge.read(served[:1], NAME, version="", now=NOW).trusted is False


def test_a_root_that_this_system_does_not_have_is_not_trusted(authority: trustme.CA) -> None:
    facts = Judge(roots=(root(trustme.CA()),)).read(chain(authority.issue_cert(NAME)), NAME, version="", now=NOW)
    assert facts.trusted is False
    assert "does not trust" in facts.problem


def test_a_certificate_for_another_name_is_not_trusted_for_this_one(authority: trustme.CA) -> None:
    judge = Judge(roots=(root(authority),))
    facts = judge.read(chain(authority.issue_cert("other.example")), NAME, version="", now=NOW)
    assert (facts.trusted, facts.problem) == (False, f"is for other.example, not for {NAME}")


def test_a_server_certificate_may_not_sign_another(authority: trustme.CA) -> None:
    signer = authority.issue_cert(NAME)
    key = serialization.load_pem_private_key(signer.private_key_pem.bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    issuer = x509.load_der_x509_certificate(chain(signer)[0]).subject
    forged = certificate("victim.example", issuer, key)
    judge = Judge(roots=(root(authority),))
    assert judge.read((forged, *chain(signer)), "victim.example", version="", now=NOW).trusted is False


def test_a_self_signed_certificate_is_called_so() -> None:
    facts = Judge(roots=()).read((certificate(NAME),), NAME, version="", now=NOW)
    assert (facts.self_signed, facts.problem) == (True, "is self-signed")


def test_without_a_name_to_ask_for_trust_is_not_judged_but_the_dates_are(authority: trustme.CA) -> None:
    judge = Judge(roots=(root(authority),))
    served = chain(authority.issue_cert(NAME, not_before=NOW - timedelta(9), not_after=NOW - timedelta(hours=2.5)))
    facts = judge.read(served, "", version="", now=NOW)
    assert (facts.trusted, facts.problem) == (None, "expired 2 hours ago")
    assert judge.read(chain(authority.issue_cert(NAME)), "", version="", now=NOW).problem == ""


def test_without_any_root_trust_is_not_judged(authority: trustme.CA) -> None:
    facts = Judge(roots=()).read(chain(authority.issue_cert(NAME)), NAME, version="", now=NOW)
    assert (facts.trusted, facts.problem) == (None, "")


@pytest.mark.parametrize("served", [(), (b"",), (b"\x30\x03abc",)], ids=["none", "empty", "garbage"])
def test_what_is_no_certificate_is_a_problem_and_no_crash(served: tuple[bytes, ...]) -> None:
    assert Judge(roots=()).read(served, NAME, version="TLSv1.2", now=NOW).problem


@given(st.lists(st.binary(max_size=60), max_size=3).map(tuple))
def test_any_bytes_can_be_served(served: tuple[bytes, ...]) -> None:
    assert Judge(roots=()).read(served, NAME, version="", now=NOW).problem


COVERED = {
    "the name itself": (("a.example",), "a.example", True),
    "in another case": (("A.Example",), "a.eXample", True),
    "a wildcard for one label": (("*.example",), "a.example", True),
    "a wildcard for two": (("*.example",), "b.a.example", False),
    "a wildcard for none": (("*.example",), "example", False),
    "another name": (("b.example",), "a.example", False),
    "an address": (("10.0.0.1",), "10.0.0.1", True),
    "a wildcard for an address": (("*.0.0.1",), "10.0.0.1", False),
    "no name at all": ((), "a.example", False),
}


@pytest.mark.parametrize(("names", "host", "expected"), COVERED.values(), ids=COVERED)
def test_which_names_a_certificate_is_good_for(names: tuple[str, ...], host: str, *, expected: bool) -> None:
    assert covers(names, host) is expected


def test_the_probing_context_accepts_everything_and_holds_no_roots() -> None:
    context = probing_context()
    assert (context.verify_mode, context.check_hostname, context.get_ca_certs()) == (ssl.CERT_NONE, False, [])


def test_the_roots_of_this_system_can_be_used() -> None:
    roots = system_roots()
    if not roots:
        pytest.skip("this system has no list of roots")
    facts = Judge().read((certificate(NAME),), NAME, version="", now=NOW)
    assert facts.trusted is False


def test_the_whole_chain_is_told_as_served(authority: trustme.CA) -> None:
    child = authority.create_child_ca()
    facts = Judge(roots=()).read(chain(child.issue_cert(NAME)), NAME, version="TLSv1.3", alpn="h2", now=NOW)
    assert facts.alpn == "h2"
    assert len(facts.chain) == 2
    leaf, between = facts.chain
    assert (leaf.subject, leaf.issuer) == (facts.subject, facts.issuer)
    assert leaf.issuer == between.subject
    assert leaf.not_after == facts.not_after
    assert between.issuer == root(authority).subject.rfc4514_string()


def test_a_chain_without_end_is_cut(authority: trustme.CA) -> None:
    leaf, *_ = chain(authority.issue_cert(NAME))
    facts = Judge(roots=()).read((leaf,) * 50, NAME, version="", now=NOW)
    assert len(facts.chain) == 10


def test_the_lenient_context_takes_what_the_strict_one_does_not() -> None:
    assert lenient_context().minimum_version < probing_context().minimum_version
    assert lenient_context().verify_mode is ssl.CERT_NONE
