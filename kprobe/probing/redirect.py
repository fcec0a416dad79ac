"""Whether a redirect leads back to where it came from. It is never followed."""

from __future__ import annotations

from urllib.parse import SplitResult, urljoin, urlsplit

from kprobe.probing.answer import Question

_REDIRECTS = frozenset({301, 302, 303, 307, 308})  # RFC 9110, section 15.4
_USUAL = {"http": 80, "https": 443}


def loops(question: Question, status: int, location: str) -> bool:
    """Whether an answer sends a client to the very URL that it asked for.

    Typical of a controller that wants HTTPS behind a load balancer that ends it. One that sets a cookie first
    may end after one round, so it is a fact and not yet a fault.
    """
    if status not in _REDIRECTS or not location:
        return False
    asked = f"{question.scheme}://{question.authority}{question.path}"
    try:
        return _plain(urlsplit(asked)) == _plain(urlsplit(urljoin(asked, location)))
    except ValueError:
        return False


def _plain(url: SplitResult) -> tuple[str, str, int | None, str, str]:
    port = url.port or _USUAL.get(url.scheme)
    return (url.scheme, (url.hostname or "").rstrip("."), port, url.path or "/", url.query)
