"""API bytes to small types: a page at once or, where one object is broken, one by one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from functools import cache
from threading import Lock
from typing import Any, Generic, TypeVar

import msgspec
from msgspec import Raw, Struct

from kprobe.kube.pieces import pieces

T = TypeVar("T")

# What msgspec raises for bytes that are no JSON, no UTF-8, of another shape, or nested to exhaust the stack.
BROKEN = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


class ListMeta(Struct, frozen=True, kw_only=True, gc=False, rename="camel"):
    """metav1.ListMeta."""

    continue_token: str | None = msgspec.field(default=None, name="continue")
    remaining_item_count: int | None = None


class Page(Struct, Generic[T], frozen=True, kw_only=True):
    """Any Kubernetes list; Go marshals an empty one as null at times."""

    kind: str
    metadata: ListMeta | None = None
    items: tuple[T, ...] | None = None


class StatusDetails(Struct, frozen=True, kw_only=True, rename="camel"):
    """metav1.StatusDetails."""

    retry_after_seconds: int | None = None


class StatusMeta(Struct, frozen=True, kw_only=True):
    """The metadata of a Status; a 410 puts a token for the rest of the list there (kubernetes/kubernetes#67284)."""

    continue_token: str | None = msgspec.field(default=None, name="continue")


class Status(Struct, frozen=True, kw_only=True):
    """metav1.Status: how the API server says no."""

    message: str | None = None
    reason: str | None = None
    details: StatusDetails | None = None
    metadata: StatusMeta | None = None


class _Meta(Struct, frozen=True, kw_only=True):
    name: str | None = None
    namespace: str | None = None


class Head(Struct, frozen=True, kw_only=True, rename="camel"):
    """What any object says about itself."""

    api_version: str | None = None
    kind: str | None = None
    metadata: _Meta | None = None


class Decoded(Struct, Generic[T], frozen=True, kw_only=True):
    """Objects, what could not be decoded (`skipped`: their names), and how to go on."""

    items: tuple[T, ...]
    skipped: tuple[str, ...] = ()
    continue_token: str = ""
    remaining: int | None = None


# Types that share a Struct must not be taken apart by two threads at once: msgspec shows the other thread what it knows
# of the shared one before it knows all of it, and decoding by that crashes the interpreter.
_ONE_AT_A_TIME = Lock()


@cache
def _page_decoder(of: Any) -> msgspec.json.Decoder[Any]:
    generic: Any = Page
    with _ONE_AT_A_TIME:
        return msgspec.json.Decoder(generic[of])


@cache
def _decoder(of: Any) -> msgspec.json.Decoder[Any]:
    # Costly to make, cheap to keep.
    with _ONE_AT_A_TIME:
        return msgspec.json.Decoder(of)


def decode(body: bytes | memoryview | Raw, of: type[T]) -> T:
    """`body` as `of`, strictly. Raises one of BROKEN."""
    shape: Any = of
    value: T = _decoder(shape).decode(body)
    return value


class Form(Struct, Generic[T], frozen=True, kw_only=True):
    """How an object is made: its JSON is decoded to `wire`, and that `made` to an `of` (raising one of BROKEN)."""

    of: type[T]
    wire: type[Any]
    made: Callable[[Any], T]


def plain(of: type[T]) -> Form[T]:
    """Objects as they are decoded."""
    return Form(of=of, wire=of, made=lambda item: item)


def decode_page(body: bytes | memoryview, form: Form[T]) -> Decoded[T]:
    """One page of a list. Raises one of BROKEN where `body` is no Kubernetes list at all."""
    skipped: list[str] = []
    wire: Any = form.wire
    items: list[T] = []
    try:
        with closing(pieces(body)) as parts:
            page = _page_decoder(wire).decode(next(parts))
            items += map(form.made, page.items or ())
            for part in parts:
                items += map(form.made, _decoder(tuple[wire, ...]).decode(part))
    except BROKEN:
        page = _page_decoder(Raw).decode(body)
        items = []
        for raw in page.items or ():
            try:
                items.append(_one(raw, form))
            except BROKEN:
                skipped.append(name_of(raw))
    if not page.kind.endswith("List"):
        raise msgspec.ValidationError(f"expected a list, got a {page.kind or 'thing without kind'}")
    meta = page.metadata or ListMeta()
    return Decoded(
        items=tuple(items),
        skipped=tuple(skipped),
        continue_token=meta.continue_token or "",
        remaining=meta.remaining_item_count,
    )


def _one(raw: Raw, form: Form[T]) -> T:
    try:
        return form.made(decode(raw, form.wire))
    except msgspec.ValidationError:
        return decode_object(raw, form.of)


def decode_object(raw: bytes | memoryview | Raw, of: type[T]) -> T:
    """One object. A null that Kubernetes would not send counts as a field left out. Raises one of BROKEN."""
    try:
        return decode(raw, of)
    except msgspec.ValidationError:
        return msgspec.convert(_without_nulls(msgspec.json.decode(raw)), of)


def convert_object(value: object, of: type[T]) -> T:
    """As `decode_object`, from what a YAML file holds. Raises one of BROKEN."""
    return msgspec.convert(_without_nulls(value), of)


def name_of(raw: bytes | memoryview | Raw) -> str:
    """Namespace and name of an object that cannot be decoded, as far as it gives them."""
    try:
        meta = decode(raw, Head).metadata or _Meta()
    except BROKEN:
        return "an object without a readable name"
    return "/".join(part for part in (meta.namespace, meta.name) if part) or "an object without a name"


def status_of(body: bytes | memoryview) -> Status:
    """The Status in an answer; an empty one where the body is something else (a proxy's page, plain text)."""
    try:
        return decode(body, Status)
    except BROKEN:
        return Status()


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_without_nulls(item) for item in value if item is not None]
    return value
