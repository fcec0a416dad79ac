"""Which answer a path gets, given the state: nothing here is read from the request but its path."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from msgspec import Struct

from kprobe.serving.banner import banner, waiting
from kprobe.serving.clock import Moment
from kprobe.serving.document import Document, text
from kprobe.serving.own import own_metrics
from kprobe.serving.state import State, readiness

TEXT = "text/plain; charset=utf-8"
_METRICS = "text/plain; version=0.0.4; charset=utf-8"
_JSON = "application/json"
_HTML = "text/html; charset=utf-8"
_SOON = ("Retry-After", "10")


class Reply(Struct, frozen=True, kw_only=True):
    """`headers` are those beside what every answer has."""

    status: HTTPStatus = HTTPStatus.OK
    content_type: str = TEXT
    body: Document
    headers: tuple[tuple[str, str], ...] = ()


def reply(path: str, state: State, now: Moment) -> Reply:
    """The answer to a GET."""
    answer = _PATHS.get(path)
    return problem(HTTPStatus.NOT_FOUND) if answer is None else answer(state, now)


def problem(status: HTTPStatus, *headers: tuple[str, str]) -> Reply:
    """An answer that is none, in the standard's words: nothing of the request is repeated."""
    return Reply(status=status, body=text(status.phrase), headers=headers)


def _page(state: State, now: Moment) -> Reply:
    from kprobe.render.web.served import served_policy  # noqa: PLC0415 - Jinja2, where nobody may ever look

    policy = (("Content-Security-Policy", f"{served_policy()}; frame-ancestors 'none'"),)
    if state.kept is None:
        body = Document(waiting(state, now).encode())
        return Reply(status=HTTPStatus.SERVICE_UNAVAILABLE, content_type=_HTML, body=body, headers=(*policy, _SOON))
    return Reply(content_type=_HTML, body=state.kept.documents.page(banner(state, now)), headers=policy)


def _json(state: State, now: Moment) -> Reply:
    if state.kept is None:
        return _not_ready(state, now)
    return Reply(content_type=_JSON, body=state.kept.documents.json())


def _metrics(state: State, now: Moment) -> Reply:
    found = () if state.kept is None else (state.kept.documents.metrics(),)
    return Reply(content_type=_METRICS, body=Document(*found, own_metrics(state, now)))


def _alive(_state: State, _now: Moment) -> Reply:
    return Reply(body=text("ok"))


def _ready(state: State, now: Moment) -> Reply:
    return Reply(body=text(*readiness(state, now))) if state.ready(now) else _not_ready(state, now)


def _not_ready(state: State, now: Moment) -> Reply:
    return Reply(status=HTTPStatus.SERVICE_UNAVAILABLE, body=text(*readiness(state, now)), headers=(_SOON,))


_PATHS: dict[str, Callable[[State, Moment], Reply]] = {
    "/": _page,
    "/report.html": _page,
    "/report.json": _json,
    "/metrics": _metrics,
    "/healthz": _alive,
    "/readyz": _ready,
}
PATHS = tuple(_PATHS)
