"""One kind of object, with a gap for whatever cannot be read of it."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from kprobe.kube.interning.forms import form
from kprobe.kube.interning.pool import Pool
from kprobe.kube.pages import Pages, read_pages
from kprobe.kube.resources import Kind
from kprobe.kube.session import Session
from kprobe.kube.want import Want
from kprobe.model.snapshot import Gap, GapReason
from kprobe.progress import Progress

_NAMED = 5


class Listing(Struct, frozen=True, kw_only=True):
    """What was read of one kind. `answered`: the API server gave at least one list of it."""

    kind: Kind
    items: tuple[Any, ...] = ()
    gaps: tuple[Gap, ...] = ()
    answered: bool = False


class Lister(Struct, frozen=True, kw_only=True):
    """Lists kinds side by side, for several threads, and keeps equal parts once (`pool`).

    `namespaces` are read one by one where the whole cluster may not be listed.
    """

    session: Session
    namespaces: tuple[str, ...]
    progress: Progress
    pool: Pool = field(default_factory=Pool)

    def read(self, kind: Kind, wants: tuple[Want, ...]) -> Listing:
        """All objects of `kind` that `wants` are about; what two of them have in common comes twice.

        Raises KprobeError where the credentials are refused; everything else becomes a gap.
        """
        parts = [self._want(kind, want) for want in wants]
        return Listing(
            kind=kind,
            items=parts[0].items if len(parts) == 1 else tuple(item for part in parts for item in part.items),
            gaps=tuple(dict.fromkeys(gap for part in parts for gap in part.gaps)),
            answered=any(part.answered for part in parts),
        )

    def _want(self, kind: Kind, want: Want) -> Listing:
        pages = self._pages(kind, want)
        if pages.reason is GapReason.FORBIDDEN and kind.namespaced and not want.namespace and not pages.items:
            return self._namespace_by_namespace(kind, want, pages.detail)
        gaps = [_malformed(kind, pages.skipped)] if pages.skipped else []
        if pages.reason is not None:
            gaps.append(_gap(kind, pages.reason, pages.detail))
        return Listing(kind=kind, items=tuple(pages.items), gaps=tuple(gaps), answered=pages.answered)

    def _namespace_by_namespace(self, kind: Kind, want: Want, forbidden: str) -> Listing:
        items: list[Any] = []
        skipped: list[str] = []
        read_in = []
        answered = False
        for namespace in self.namespaces:
            pages = self._pages(kind, replace(want, namespace=namespace))
            items += pages.items
            skipped += pages.skipped
            answered = answered or pages.answered
            if pages.reason is None:
                read_in.append(namespace)
        gaps = [_malformed(kind, skipped)] if skipped else []
        gaps.append(_gap(kind, GapReason.FORBIDDEN, forbidden, tuple(read_in)))
        return Listing(kind=kind, items=tuple(items), gaps=tuple(gaps), answered=answered)

    def _pages(self, kind: Kind, want: Want) -> Pages:
        def report(done: int, total: int | None) -> None:
            self.progress.update(f"reading {kind.resource}", done, total)

        return read_pages(self.session, kind, want, form(kind.type, self.pool), report)


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
