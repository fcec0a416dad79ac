"""GET requests to the API server through the official client's connections, each repeated boundedly."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from http import HTTPStatus
from urllib.parse import urlencode

import urllib3
from msgspec import Struct, field
from urllib3.exceptions import HTTPError

from kprobe.kube.access import Access
from kprobe.kube.buffer import Buffer
from kprobe.kube.decoding import status_of
from kprobe.kube.failures import Unanswered, refused_credentials
from kprobe.kube.link import Link
from kprobe.kube.retry import REPEATABLE, Patience

Body = Callable[[urllib3.BaseHTTPResponse], bytes | memoryview]


class Answer(Struct, frozen=True, kw_only=True):
    """What the API server said. `body` is decompressed; `retry_after` is the pause it asks for, in seconds.

    `waited` are the seconds until it began to answer, `lasted` those until the end. `sent`: bytes of the body on the
    wire.
    """

    status: int
    body: bytes | memoryview = b""
    retry_after: float | None = None
    waited: float = 0.0
    lasted: float = 0.0
    sent: int = 0

    @property
    def ok(self) -> bool:
        """Whether it is the thing that was asked for."""
        return self.status == HTTPStatus.OK

    @property
    def reason(self) -> str:
        """The server's own words for a refusal, "" where it had none."""
        return status_of(self.body).message or ""


class Session(Struct, frozen=True, kw_only=True):
    """One reader of one API server, for several threads; there is no way to send anything but GET.

    `timeout` is in seconds and counts for connecting and for each silence while an answer is read. `link` says how big
    answers travel best. Setting `stopped` ends every pause.
    """

    access: Access
    timeout: float
    link: Link
    stopped: threading.Event = field(default_factory=threading.Event)

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Answer:
        """The answer to one GET, whatever its status, after the repetitions that a passing failure deserves.

        Raises Unanswered where no whole answer came, KprobeError where the credentials are refused (401).
        """
        return self._patiently(path, query, _whole, packed=False)

    def page(self, path: str, query: Mapping[str, str], into: Buffer) -> Answer:
        """The same for an answer that may be big: its body is a view of `into`, and may have come compressed."""
        answer = self._patiently(path, query, into.read, packed=bool(self.link.packed))
        if answer.ok:
            self.link.learn(answer.sent, answer.lasted)
        return answer

    def _patiently(self, path: str, query: Mapping[str, str] | None, read: Body, *, packed: bool) -> Answer:
        url = f"{self.access.url}{path}" + (f"?{urlencode(query)}" if query else "")
        encoding = "gzip" if packed else "identity"
        patience = Patience()
        while True:
            try:
                answer = self._authorised(url, encoding, read)
            except HTTPError as error:
                pause = patience.after_failure(error)
                if pause is None or self.stopped.wait(pause):
                    raise Unanswered(error) from None
            else:
                if answer.status not in REPEATABLE:
                    return answer
                pause = patience.after_answer(answer.retry_after)
                if pause is None or self.stopped.wait(pause):
                    return answer

    def _authorised(self, url: str, encoding: str, read: Body) -> Answer:
        answer = self._once(url, encoding, read)
        if answer.status == HTTPStatus.UNAUTHORIZED and self.access.renew():
            answer = self._once(url, encoding, read)
        if answer.status == HTTPStatus.UNAUTHORIZED:
            raise refused_credentials(self.access.server, self.access.context, answer.reason)
        return answer

    def _once(self, url: str, encoding: str, read: Body) -> Answer:
        began = time.monotonic()
        # Headers anew for every request: tokens rotate while a big cluster is read.
        response = self.access.pool.request(
            "GET",
            url,
            headers={**self.access.headers(), "Accept-Encoding": encoding},
            timeout=urllib3.Timeout(connect=self.timeout, read=self.timeout),
            retries=False,
            redirect=False,
            preload_content=False,
        )
        answering = time.monotonic()
        try:
            body = read(response)
        except BaseException:
            response.close()
            raise
        return Answer(
            status=response.status,
            body=body,
            retry_after=_retry_after(response.headers.get("Retry-After", ""), body)
            if response.status in REPEATABLE
            else None,
            waited=answering - began,
            lasted=time.monotonic() - answering,
            sent=response.tell(),
        )


def _whole(response: urllib3.BaseHTTPResponse) -> bytes:
    body: bytes = response.read()
    return body


def _retry_after(header: str, body: bytes | memoryview) -> float | None:
    """Seconds, from the header or the Status' details (the body may be plain text, and the header missing)."""
    if header.isdigit():
        return float(header)
    details = status_of(body).details
    return float(details.retry_after_seconds) if details and details.retry_after_seconds is not None else None
