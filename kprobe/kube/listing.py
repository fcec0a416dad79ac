"""One kind of object, page by page, with a gap for whatever cannot be read of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any

from kprobe.kube.decoding import BROKEN, Decoded, decode_page, status_of
from kprobe.kube.failures import Unanswered
from kprobe.kube.resources import Kind
from kprobe.kube.session import Answer, Session
from kprobe.kube.want import Want
from kprobe.model.snapshot import Gap, GapReason
from kprobe.progress import Progress

# 250 to 500 objects a page cost the least time and memory; bigger pages only hide latency.
PAGE_SIZE = 500
_RESTARTS = 2
_NAMED = 5
_REASONS: dict[int, GapReason] = {
    HTTPStatus.FORBIDDEN: GapReason.FORBIDDEN,
    HTTPStatus.NOT_FOUND: GapReason.NOT_SERVED,
    HTTPStatus.GONE: GapReason.EXPIRED,
    HTTPStatus.GATEWAY_TIMEOUT: GapReason.TIMED_OUT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What was read of one kind. `answered`: the API server gave at least one list of it."""

    kind: Kind
    items: tuple[Any, ...] = ()
    gaps: tuple[Gap, ...] = ()
    answered: bool = False


@dataclass(slots=True, kw_only=True)
class _Pages:
    """The pages of one list so far. `reason` is why they are not all, None where they are."""

    items: list[Any] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    answered: bool = False
    reason: GapReason | None = None
    detail: str = ""


def read_kind(
    session: Session, kind: Kind, wants: tuple[Want, ...], namespaces: tuple[str, ...], progress: Progress
) -> Listing:
    """All objects of `kind` that `wants` are about or, where the whole cluster may not be listed, in `namespaces`.

    What two wants have in common comes twice. Raises KprobeError where the credentials are refused; everything else
    becomes a gap.
    """
    parts = [_read_want(session, kind, want, namespaces, progress) for want in wants]
    return Listing(
        kind=kind,
        items=tuple(item for part in parts for item in part.items) if len(parts) != 1 else parts[0].items,
        gaps=tuple(dict.fromkeys(gap for part in parts for gap in part.gaps)),
        answered=any(part.answered for part in parts),
    )


def _read_want(session: Session, kind: Kind, want: Want, namespaces: tuple[str, ...], progress: Progress) -> Listing:
    def report(done: int, total: int | None) -> None:
        progress.update(f"reading {kind.resource}", done, total)

    pages = _read(session, kind, want, report)
    if pages.reason is GapReason.FORBIDDEN and kind.namespaced and not want.namespace and not pages.items:
        return _namespace_by_namespace(session, kind, want, namespaces, forbidden=pages.detail, report=report)
    gaps = [_malformed(kind, pages.skipped)] if pages.skipped else []
    if pages.reason is not None:
        gaps.append(_gap(kind, pages.reason, pages.detail))
    return Listing(kind=kind, items=tuple(pages.items), gaps=tuple(gaps), answered=pages.answered)


def _namespace_by_namespace(
    session: Session,
    kind: Kind,
    want: Want,
    namespaces: tuple[str, ...],
    *,
    forbidden: str,
    report: Callable[[int, int | None], None],
) -> Listing:
    items: list[Any] = []
    skipped: list[str] = []
    read_in = []
    answered = False
    for namespace in namespaces:
        pages = _read(session, kind, replace(want, namespace=namespace), report)
        items += pages.items
        skipped += pages.skipped
        answered = answered or pages.answered
        if pages.reason is None:
            read_in.append(namespace)
    gaps = [_malformed(kind, skipped)] if skipped else []
    gaps.append(_gap(kind, GapReason.FORBIDDEN, forbidden, tuple(read_in)))
    return Listing(kind=kind, items=tuple(items), gaps=tuple(gaps), answered=answered)


def _read(session: Session, kind: Kind, want: Want, report: Callable[[int, int | None], None]) -> _Pages:
    """Every page of one list. Where the server forgets its place (410), from the beginning, at most twice."""
    pages = _Pages()
    path = kind.path(want.namespace if kind.namespaced else "")
    query = _query(kind, want)
    token = ""
    restarts = 0
    while True:
        try:
            answer = session.get(path, query | ({"continue": token} if token else {}))
        except Unanswered as failure:
            pages.reason = GapReason.TIMED_OUT if failure.timed_out else GapReason.FAILED
            pages.detail = failure.words
            return pages
        if answer.status == HTTPStatus.GONE and restarts < _RESTARTS:
            restarts += 1
            pages, token = _Pages(), ""
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
            page: Decoded[Any] = decode_page(answer.body, kind.type)
        except BROKEN:
            pages.reason, pages.detail = GapReason.MALFORMED, "the answer is no list that Kubernetes would send"
            return pages
        pages.answered = True
        pages.items += [item for item in page.items if item.reason in kind.reasons] if kind.reasons else page.items
        pages.skipped += page.skipped
        token = page.continue_token
        report(len(pages.items), None if page.remaining is None else len(pages.items) + page.remaining)
        if not token:
            return pages


def _query(kind: Kind, want: Want) -> dict[str, str]:
    selectors = {
        "fieldSelector": ",".join(filter(None, (kind.selector, want.field_selector))),
        "labelSelector": want.label_selector,
    }
    return {"limit": str(PAGE_SIZE)} | {name: value for name, value in selectors.items() if value}


def _refusal(answer: Answer) -> tuple[GapReason, str]:
    return _REASONS.get(answer.status, GapReason.FAILED), answer.reason or f"the API server answered {answer.status}"


def _rest_after_expiry(answer: Answer) -> str:
    """The token for the rest of an expired list (kubernetes/kubernetes#67284), "" where there is none."""
    if answer.status != HTTPStatus.GONE:
        return ""
    meta = status_of(answer.body).metadata
    return (meta.continue_token or "") if meta else ""


def _gap(kind: Kind, reason: GapReason, detail: str, read_in: tuple[str, ...] = ()) -> Gap:
    where = f" outside of the namespaces {', '.join(read_in)}" if read_in else ""
    return Gap(
        what=f"{kind.resource}{where}",
        reason=reason,
        effect=f"{kind.effect}{' there' if read_in else ''}",
        resource=kind.resource,
        read_in=read_in,
        detail=detail,
        advisory=kind.advisory,
    )


def _malformed(kind: Kind, skipped: list[str]) -> Gap:
    more = f" and {len(skipped) - _NAMED} more" if len(skipped) > _NAMED else ""
    return Gap(
        what=f"{kind.resource} that cannot be decoded: {', '.join(skipped[:_NAMED])}{more}",
        reason=GapReason.MALFORMED,
        effect="they are left out, and what depends on them cannot be judged",
        resource=kind.resource,
        detail="a field has another type than the Kubernetes API gives it",
        advisory=kind.advisory,
    )
