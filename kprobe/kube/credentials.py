"""Tokens that change while a cluster is read."""

from __future__ import annotations

import base64
import math
import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from msgspec import Struct

from kprobe.errors import KprobeError
from kprobe.kube.exec_plugin import Credential, run_plugin

_EARLY = timedelta(seconds=10)
_JUST_NOW = 5.0


class Renewal(Struct, frozen=True, kw_only=True):
    """Where the token of this moment comes from.

    `renew` asks for a new one after a refusal and says whether another try makes sense.
    """

    token: Callable[[], str]
    renew: Callable[[], bool]

    def into(self, configuration: Any) -> None:
        """The client's refresh hook: called whenever it builds the authorisation of a request."""
        configuration.api_key["BearerToken"] = f"Bearer {self.token()}"


def token_file(path: Path, *, fallback: str) -> Renewal:
    """Read anew for every request (the client reads it once).

    Where it cannot be read, or is just being written, the last token counts, at first `fallback`. Raises KprobeError,
    from `token`, where there is none.
    """
    last = fallback

    def token() -> str:
        nonlocal last
        problem = "is empty"
        try:
            last = path.read_text().strip() or last
        except OSError as error:
            problem = f"cannot be read: {error.strerror or error}"
        except UnicodeDecodeError:
            problem = "is no text"
        if not last:
            raise KprobeError(f"the kubeconfig's tokenFile {path} {problem}")
        return last

    return Renewal(token=token, renew=lambda: False)


def exec_credentials(
    settings: Mapping[str, Any], cluster: Mapping[str, Any], *, seconds: float
) -> tuple[Renewal, dict[str, str]]:
    """Run a credential plugin; what it issued in a kubeconfig's words, and how it is kept fresh."""
    plugin = _Plugin(lambda: run_plugin(settings, cluster, seconds=seconds))
    first = plugin.current
    if first.token:
        return Renewal(token=plugin.token, renew=plugin.renew), {"token": first.token}
    issued = {"client-certificate-data": _base64(first.certificate), "client-key-data": _base64(first.key)}
    # A certificate belongs to the connections; it is not exchanged under them.
    return Renewal(token=lambda: "", renew=lambda: False), issued


class _Plugin:
    """The last credential of a plugin, for several threads."""

    def __init__(self, run: Callable[[], Credential]) -> None:
        self._run = run
        self._lock = threading.Lock()
        self._at = -math.inf  # a token refused at once may come from the plugin's own cache
        self.current = run()

    def token(self) -> str:
        with self._lock:
            expires = self.current.expires
            if expires is not None and expires.tzinfo is None:
                expires = expires.replace(tzinfo=UTC)
            if expires is not None and datetime.now(UTC) >= expires - _EARLY and self._is_old():
                self._again()
            return self.current.token

    def renew(self) -> bool:
        with self._lock:
            if self._is_old():  # otherwise another thread has just done it
                self._again()
            return True

    def _is_old(self) -> bool:
        return time.monotonic() - self._at > _JUST_NOW

    def _again(self) -> None:
        self.current = self._run()
        self._at = time.monotonic()


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")
