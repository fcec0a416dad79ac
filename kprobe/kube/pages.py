"""The pages of one list, one after the other."""

from __future__ import annotations

import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from kprobe.kube.buffer import Buffer
from kprobe.kube.decoding import BROKEN, Decoded, Form, decode_page, status_of
from kprobe.kube.failures import Unanswered
from kprobe.kube.page_size import TRIAL, PageSize
from kprobe.kube.resources import Kind
from kprobe.kube.session import Answer, Session
from kprobe.kube.want import Want
from kprobe.model.snapshot import GapReason

_RESTARTS = 2
_REASONS: dict[int, GapReason] = {
    HTTPStatus.FORBIDDEN: GapReason.FORBIDDEN,
    HTTPStatus.NOT_FOUND: GapReason.NOT_SERVED,
    HTTPStatus.GONE: GapReason.EXPIRED,
    HTTPStatus.GATEWAY_TIMEOUT: GapReason.TIMED_OUT,
}


class Pages(Struct, kw_only=True):
    """The pages of one list so far. `reason` is why they are not all, None where they are."""

    items: list[Any] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    answered: bool = False
    reason: GapReason | None = None
    detail: str = ""


def read_pages(
    session: Session, kind: Kind, want: Want, form: Form[Any], report: Callable[[int, int | None], None]
) -> Pages:
    """Every page of one list. Where the server forgets its place (410), from the beginning, at most twice.

    `report` is told how many there are so far and, where that is known, will be.
    """
    pages, buffer, size = Pages(), Buffer(), PageSize()
    path = kind.path(want.namespace if kind.namespaced else "")
    query = _query(kind, want)
    token = ""
    restarts = 0
    while True:
        began = time.monotonic()
        limit = {"limit": str(size.limit if session.link.packed is not None else TRIAL)}
        place = {"continue": token} if token else {}
        try:
            answer = session.page(path, {**limit, **query, **place}, buffer)
        except Unanswered as failure:
            pages.reason = GapReason.TIMED_OUT if failure.timed_out else GapReason.FAILED
            pages.detail = failure.words
            return pages
        if answer.status == HTTPStatus.GONE and restarts < _RESTARTS:
            restarts += 1
            pages, token = Pages(), ""
            continue
        if answer.status == HTTPStatus.BAD_REQUEST and want.field_selector and not token:
            # An older server does not know the field: what it does know picks out no less.
            want = replace(want, field_selector="")
            query = _query(kind, want)
            continue
        if not answer.ok:
            pages.reason, pages.detail = _refusal(answer)
            if (token := _rest_after_expiry(answer)) and restarts == _RESTARTS:
                # What comes now may not fit to what was read; the gap stays.
                restarts += 1
                continue
            return pages
        try:
            page: Decoded[Any] = decode_page(answer.body, form)
        except BROKEN:
            pages.reason, pages.detail = GapReason.MALFORMED, "the answer is no list that Kubernetes would send"
            return pages
        pages.answered = True
        pages.items += [item for item in page.items if item.reason in kind.reasons] if kind.reasons else page.items
        pages.skipped += page.skipped
        token = page.continue_token
        count = len(page.items) + len(page.skipped)
        size.learn(count=count, size=len(answer.body), waited=answer.waited, seconds=time.monotonic() - began)
        report(len(pages.items), None if page.remaining is None else len(pages.items) + page.remaining)
        if not token:
            return pages


def _query(kind: Kind, want: Want) -> dict[str, str]:
    selectors = {
        "fieldSelector": ",".join(filter(None, (kind.selector, want.field_selector))),
        "labelSelector": want.label_selector,
    }
    return {name: value for name, value in selectors.items() if value}


def _refusal(answer: Answer) -> tuple[GapReason, str]:
    return _REASONS.get(answer.status, GapReason.FAILED), answer.reason or f"the API server answered {answer.status}"


def _rest_after_expiry(answer: Answer) -> str:
    """The token for the rest of an expired list (kubernetes/kubernetes#67284), "" where there is none."""
    if answer.status != HTTPStatus.GONE:
        return ""
    meta = status_of(answer.body).metadata
    return (meta.continue_token or "") if meta else ""
