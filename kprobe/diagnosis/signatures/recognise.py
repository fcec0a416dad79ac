"""From an HTTP answer to who wrote it. A status alone proves nothing, so that most answers are nobody's."""

from __future__ import annotations

from kprobe.cluster.known_controllers import controller_by_slug
from kprobe.diagnosis.signatures.answers import SIGNATURES
from kprobe.diagnosis.signatures.signature import Meaning, Signature
from kprobe.model.probe import Author, HttpFacts

# What a router answers when a backend fails it (RFC 9110, 15.6.3 to 15.6.5).
GATEWAY_ERRORS = frozenset({502, 503, 504})
_FAILURES = frozenset(
    {Meaning.NO_BACKEND, Meaning.REFUSED, Meaning.SILENT, Meaning.NO_ROUTE_OR_BACKEND, Meaning.PLAIN_TO_TLS}
)
# The standard's own reason phrases, on pages of whatever router.
_WORDS = (
    "bad gateway",
    "gateway timeout",
    "gateway time-out",
    "service unavailable",
    "service temporarily unavailable",
)
_BY_STATUS = {502: Meaning.REFUSED, 503: Meaning.NO_BACKEND, 504: Meaning.SILENT}


def recognise(http: HttpFacts, controller: str | None) -> Signature | None:
    """The signature that fits; of several the one of `controller` (a slug), which should have been asked."""
    fitting = [s for s in SIGNATURES if s.fits(http)]
    return next((s for s in fitting if controller in s.controllers), fitting[0] if fitting else None)


def gateway_failed(http: HttpFacts, controller: str | None = None) -> bool:
    """Whether an answer is a gateway's own word that its backend fails it; a bare 502 to 504 without a body counts.

    Not where another program's words came through `controller`: that is an application with a gateway of its own.
    """
    found = recognise(http, controller)
    if found is not None and found.meaning is Meaning.PLAIN_TO_TLS:  # whose words these are makes no difference
        return True
    if from_behind(http, controller):
        return False
    if found is not None and found.meaning in _FAILURES:
        return True
    said = http.excerpt.lower()
    return http.status in GATEWAY_ERRORS and (not said.strip() or any(words in said for words in _WORDS))


def meaning_of(http: HttpFacts, controller: str | None) -> Meaning:
    """What a gateway's failure says; by the standard's meaning of the status where the words are nobody's."""
    found, known = recognise(http, controller), controller_by_slug(controller)
    if known is not None and (found is None or found.meaning is Meaning.NO_BACKEND):
        if http.status in known.refused:  # to be asked where there are ready endpoints: HAProxy's 503 is a refusal then
            return Meaning.REFUSED
        if http.status in known.silent:
            return Meaning.SILENT
    return found.meaning if found is not None else _BY_STATUS.get(http.status, Meaning.REFUSED)


def stranger(http: HttpFacts, controller: str | None) -> str:
    """Which other program's words these surely are, "" for none: an application has such words, or what is in front.

    ingress-nginx and F5's controller leave nginx's version out of their pages.
    """
    if controller is None or http.status not in GATEWAY_ERRORS:
        return ""
    if "<center>nginx/" in http.excerpt.lower():
        return "nginx"
    found = recognise(http, controller)
    foreign = found is not None and found.controllers and controller not in found.controllers and not found.common
    return found.who if found is not None and foreign else ""


def from_behind(http: HttpFacts, controller: str | None) -> bool:
    """Whether a gateway's failure came through the controller.

    So it did where the words are another program's, and a host that nobody serves is answered differently; and where a
    controller that never names itself hands on a Server header, whatever the words.
    """
    known = controller_by_slug(controller)
    if known is not None and known.anonymous and http.behind:
        return True
    return http.author is Author.ROUTE and bool(stranger(http, controller))


def speaker(http: HttpFacts, controller: str | None) -> str:
    """Who answered, in words: another program in front by its own, else the controller by its name."""
    expected = controller_by_slug(controller)
    if other := stranger(http, controller):
        return f"{other} in front of {expected.title}" if expected else other
    if expected is not None:
        return expected.title
    found = recognise(http, controller)
    return found.who if found is not None and found.controllers else "the controller"
