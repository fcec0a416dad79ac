"""A cluster, read over its API."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from msgspec import Struct

from kprobe.errors import KprobeError
from kprobe.kube.access import open_access
from kprobe.kube.assembly import assemble
from kprobe.kube.decoding import BROKEN, decode
from kprobe.kube.evidence_reader import read_evidence
from kprobe.kube.facts.evidence import Evidence
from kprobe.kube.failures import Unanswered, unreachable
from kprobe.kube.listing import Listing, read_kind
from kprobe.kube.resources import KINDS, VERSION_PATH
from kprobe.kube.session import Session
from kprobe.kube.threads import side_by_side
from kprobe.model.snapshot import GapReason, Snapshot
from kprobe.progress import Progress

# Few: a list of half a thousand pods takes many of the API server's seats (API priority and fairness).
_THREADS = 4


class _Version(Struct, frozen=True, kw_only=True, rename="camel"):
    git_version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveSource:
    """The cluster that a kubeconfig's context names or, in a pod, its own. Times in seconds.

    `request_timeout` is for one request; `plugin_timeout` for a credential plugin.
    """

    kubeconfig: Path | None = None
    context: str | None = None
    namespaces: tuple[str, ...] = ()
    request_timeout: float = 30.0
    plugin_timeout: float = 60.0

    def snapshot(self, progress: Progress) -> Snapshot:
        """Read every kind side by side.

        Raises KprobeError (exit code 3) where the API server cannot be reached or trusted, refuses the credentials,
        or gives no list of anything.
        """
        progress.update("connecting", 0)
        access = open_access(kubeconfig=self.kubeconfig, context=self.context, plugin_seconds=self.plugin_timeout)
        session = Session(access=access, timeout=self.request_timeout)
        namespaces = self.namespaces or (access.namespace,)
        jobs: list[Callable[[], Listing | Evidence]] = [
            partial(read_kind, session, kind, namespaces, progress) for kind in KINDS
        ]
        jobs.append(partial(read_evidence, session))
        taken_at = datetime.now(UTC)
        try:
            version = _version(session)
            with _without_garbage_collection():
                results = side_by_side(jobs, threads=_THREADS, stopped=session.stopped)
        finally:
            session.stopped.set()
            access.close()
        listings = [result for result in results if isinstance(result, Listing)]
        evidence = next(result for result in results if isinstance(result, Evidence))
        _refuse_nothing(listings, access.server)
        return assemble(
            Snapshot(
                taken_at=taken_at,
                context=access.context,
                namespace=access.namespace,
                server=access.server,
                version=version,
            ),
            {listing.kind.field: listing.items for listing in listings},
            evidence,
            tuple(gap for listing in listings for gap in listing.gaps),
        )


def _version(session: Session) -> str:
    """The first word with the API server: whether it is there, trusted, and takes the credentials."""
    try:
        answer = session.get(VERSION_PATH)
    except Unanswered as failure:
        raise unreachable(session.access.server, failure) from None
    try:
        return decode(answer.body, _Version).git_version if answer.ok else ""
    except BROKEN:
        return ""


def _refuse_nothing(listings: list[Listing], server: str) -> None:
    """A report about nothing would look like a report about an empty cluster."""
    if any(listing.answered for listing in listings):
        return
    gaps = [gap for listing in listings for gap in listing.gaps]
    if all(gap.reason is GapReason.FORBIDDEN for gap in gaps):
        raise KprobeError(
            f"these credentials may not list anything at {server}",
            hint="the README lists the rights that are needed; -n names the namespaces that may be read",
        )
    raise KprobeError(
        f"nothing could be read from {server}: {gaps[0].what} {gaps[0].reason} ({gaps[0].detail})",
        hint="check that this is a Kubernetes API server; `kubectl get --raw /version` asks the same",
    )


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Decoding makes many objects and no cycles: collecting meanwhile costs a tenth of the time and finds nothing."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
