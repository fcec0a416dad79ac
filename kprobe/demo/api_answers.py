"""What the embedded API server answers to a request, before anybody thinks of sockets."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

from kprobe.demo.api_misbehaviour import (
    Expires,
    Forbidden,
    Garbage,
    Hang,
    HangUp,
    Misbehaviour,
    NotServed,
    NullArrays,
    ServerError,
    TooManyRequests,
    TruncatedBody,
    Unauthorized,
)
from kprobe.demo.api_store import APIS, Api, BadRequest, Query, Store


class Reply(Struct, frozen=True, kw_only=True):
    """An answer. `delay` is in seconds; `cut`: only half of the body is sent; `hang_up`: nothing is."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    retry_after: int | None = None
    delay: float = 0.0
    cut: bool = False
    hang_up: bool = False


class Place(Struct, frozen=True, kw_only=True):
    """What a path names. `name` "" is a list; `namespace` "" is the whole cluster."""

    api: Api
    namespace: str = ""
    name: str = ""


def place_of(path: str) -> Place | None:
    """The list or object at `path`, None for anything else."""
    parts = path.strip("/").split("/")
    for api in APIS:
        root = ["apis", api.group, api.version] if api.group else ["api", api.version]
        if parts[: len(root)] != root:
            continue
        rest = parts[len(root) :]
        namespace = ""
        if rest[:1] == ["namespaces"] and len(rest) > 2 and api.namespaced:
            namespace, rest = rest[1], rest[2:]
        if rest[:1] == [api.plural] and len(rest) <= 2:
            return Place(api=api, namespace=namespace, name=rest[1] if len(rest) == 2 else "")
    return None


class Answers(Struct, frozen=True, kw_only=True):
    """The server's mind. Thread-safe. `page_size` caps every page, 0 for the client's own limit.

    `flags` are what /flagz tells, None where it is not served.
    """

    store: Store
    version: str
    flags: Mapping[str, str] | None = None
    page_size: int = 0
    misbehaviours: tuple[Misbehaviour, ...] = ()
    _used: Counter[int] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def reply(self, path: str, parameters: Mapping[str, str]) -> Reply:
        """What to say to a GET."""
        place = place_of(path)
        delay = 0.0
        cut = False
        for position, way in enumerate(self.misbehaviours):
            found = self._misbehave(position, way, place, parameters)
            if found is None:
                continue
            if not (found.delay or found.cut):
                return found
            delay, cut = max(delay, found.delay), cut or found.cut
        honest = self._honest(path, place, parameters)
        return Reply(status=honest.status, body=honest.body, content_type=honest.content_type, delay=delay, cut=cut)

    def _misbehave(
        self, position: int, way: Misbehaviour, place: Place | None, parameters: Mapping[str, str]
    ) -> Reply | None:
        resource = place.api.plural if place else ""
        if getattr(way, "resource", "*") not in ("*", resource):
            return None
        match way:
            case Forbidden() if place and _forbids(way, place):
                return _forbidden(place)
            case NotServed() if place:
                return Reply(status=404, body=b"404 page not found\n", content_type="text/plain")
            case Garbage():
                return Reply(body=way.body, content_type="text/html")
            case Expires() if place and _page_number(parameters, self.page_size) > way.after_page:
                if not self._once_more(position, way.times):
                    return None
                rest = parameters["continue"] if way.rest else ""
                return status(410, "Expired", "The provided continue parameter is too old", rest=rest)
            case Unauthorized() | TooManyRequests() | ServerError() | HangUp() | TruncatedBody() | Hang():
                return _passing(way) if self._once_more(position, way.times) else None
            case _:
                return None

    def _once_more(self, position: int, times: int | None) -> bool:
        with self._lock:
            self._used[position] += 1
            return times is None or self._used[position] <= times

    def _honest(self, path: str, place: Place | None, parameters: Mapping[str, str]) -> Reply:
        if place is None:
            return self._elsewhere(path)
        if place.name:
            found = self.store.get(place.api, place.namespace, place.name)
            if found is None:
                return status(404, "NotFound", f'{_resource(place.api)} "{place.name}" not found')
            return self._json(found)
        try:
            query = Query.of(parameters)
            limit = min(filter(None, (query.limit, self.page_size)), default=0)
            page = self.store.page(
                place.api,
                place.namespace,
                Query(
                    field_selector=query.field_selector,
                    label_selector=query.label_selector,
                    limit=limit,
                    start=query.start,
                ),
            )
        except BadRequest as error:
            return status(400, "BadRequest", str(error))
        return self._json(page)

    def _elsewhere(self, path: str) -> Reply:
        if path == "/version":
            major, minor = self.version.removeprefix("v").split(".")[:2]
            return self._json({"major": major, "minor": minor, "gitVersion": self.version})
        if path == "/api":
            return self._json({"kind": "APIVersions", "versions": ["v1"]})
        if path == "/flagz" and self.flags is not None:
            lines = "".join(f"{name} {value}\n" for name, value in self.flags.items())
            return Reply(
                body=f"\napiserver flagz\nWarning: not for machines\n\n{lines}".encode(), content_type="text/plain"
            )
        return Reply(status=404, body=b"404 page not found\n", content_type="text/plain")

    def _json(self, value: Any) -> Reply:
        if any(isinstance(way, NullArrays) for way in self.misbehaviours):
            value = _with_nulls(value)
        return Reply(body=json.dumps(value, separators=(",", ":")).encode())


def status(code: int, reason: str, message: str, *, rest: str = "", seconds: int | None = None) -> Reply:
    """A refusal with Kubernetes' Status as its body; `rest` is a token for the rest of an expired list."""
    body: dict[str, Any] = {
        "kind": "Status",
        "apiVersion": "v1",
        "metadata": {"continue": rest} if rest else {},
        "status": "Failure",
        "message": message,
        "reason": reason,
        "code": code,
    }
    if seconds is not None:
        body["details"] = {"retryAfterSeconds": seconds}
    return Reply(status=code, body=json.dumps(body).encode(), retry_after=seconds)


def _passing(way: Unauthorized | TooManyRequests | ServerError | HangUp | TruncatedBody | Hang) -> Reply:
    match way:
        case Unauthorized():
            return status(401, "Unauthorized", "Unauthorized")
        case TooManyRequests():
            return status(429, "TooManyRequests", "too many requests, please try again later", seconds=way.retry_after)
        case ServerError():
            return status(way.status, "InternalError", "an error on the server has prevented the request")
        case HangUp():
            return Reply(hang_up=True)
        case TruncatedBody():
            return Reply(cut=True)
        case Hang():
            return Reply(delay=way.seconds)


def _forbids(way: Forbidden, place: Place) -> bool:
    if way.namespace == "*":
        return True
    return not place.name and place.namespace == (way.namespace or "")


def _forbidden(place: Place) -> Reply:
    verb = "get" if place.name else "list"
    name = f' "{place.name}"' if place.name else ""
    scope = f'in the namespace "{place.namespace}"' if place.namespace else "at the cluster scope"
    resource = f'resource "{place.api.plural}" in API group "{place.api.group}"'
    return status(
        403,
        "Forbidden",
        f'{_resource(place.api)}{name} is forbidden: User "demo" cannot {verb} {resource} {scope}',
    )


def _resource(api: Api) -> str:
    return f"{api.plural}.{api.group}" if api.group else api.plural


def _page_number(parameters: Mapping[str, str], page_size: int) -> int:
    """1 for the first page."""
    if "continue" not in parameters:
        return 1
    try:
        query = Query.of(parameters)
    except BadRequest:
        return 1
    limit = min(filter(None, (query.limit, page_size)), default=0)
    return 1 + query.start // limit if limit else 1


def _with_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        nulled = {key: _with_nulls(item) for key, item in value.items()}
        if "metadata" in nulled and "items" not in nulled:  # an object, not a list
            meta = {"labels": None, "annotations": None, "creationTimestamp": None} | (nulled["metadata"] or {})
            nulled = {"spec": None, "status": None} | nulled | {"metadata": meta}
        return nulled or None
    if isinstance(value, list):
        return [_with_nulls(item) for item in value] or None
    return value
