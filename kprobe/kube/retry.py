"""How often, and after how long, a failed request is worth another try."""

from __future__ import annotations

from http import HTTPStatus

from urllib3.exceptions import HTTPError, SSLError
from urllib3.exceptions import TimeoutError as AnyTimeout

REPEATABLE = frozenset(
    {
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)
_FAILURES = 4
_TIMEOUTS = 2
_WAITS = 10
_SECONDS = 30.0
_FIRST_PAUSE = 0.1
_SHORTEST_WAIT = 0.1


class Patience:
    """What one request may still cost. A pause of None means: give up."""

    def __init__(self) -> None:
        self._failures = 0
        self._waits = 0
        self._seconds = _SECONDS

    def after_failure(self, error: HTTPError) -> float | None:
        """Seconds to pause after no whole answer came; a certificate does not get better by asking again."""
        if isinstance(error, SSLError) and "EOF" not in str(error):
            return None
        return self._backoff(_TIMEOUTS if isinstance(error, AnyTimeout) else _FAILURES)

    def after_answer(self, asked: float | None) -> float | None:
        """Seconds to pause after 429 or 5xx; `asked` is the server's own Retry-After in seconds."""
        if asked is None:
            return self._backoff(_FAILURES)
        wait = max(asked, _SHORTEST_WAIT)
        self._waits += 1
        if self._waits > _WAITS or wait > self._seconds:
            return None
        self._seconds -= wait
        return wait

    def _backoff(self, limit: int) -> float | None:
        self._failures += 1
        return None if self._failures >= limit else _FIRST_PAUSE * 2 ** (self._failures - 1)
