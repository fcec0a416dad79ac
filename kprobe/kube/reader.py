"""An open API server, to be read from once or more often."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from kprobe.collector import collector_off
from kprobe.errors import KprobeError
from kprobe.kube.assembly import assemble
from kprobe.kube.decoding import BROKEN, decode
from kprobe.kube.evidence_reader import read_evidence
from kprobe.kube.facts.evidence import Evidence
from kprobe.kube.failures import Unanswered, unreachable
from kprobe.kube.interning.pool import Pool
from kprobe.kube.listing import Lister, Listing
from kprobe.kube.resources import KINDS, VERSION_PATH
from kprobe.kube.session import Session
from kprobe.kube.threads import side_by_side
from kprobe.kube.want import EVERYTHING, Want, part_of, wanted
from kprobe.model.snapshot import GapReason, Resource, Snapshot
from kprobe.progress import Progress

# Few: a list of half a thousand pods takes many of the API server's seats (API priority and fairness).
_THREADS = 4
_EVERY_POD = Want(resource=Resource.PODS)
_FEW = 5000  # parts that are kept as they come: some megabytes, and a tenth of the time of a cluster of 10,000 pods


class _Version(Struct, frozen=True, kw_only=True, rename="camel"):
    git_version: str = ""


class Reader:
    """Reads from one API server; made by `LiveSource.open`.

    `namespaces` are read one by one where listing the whole cluster is forbidden. Raises KprobeError (exit code 3)
    where the server cannot be reached or trusted, or refuses the credentials.
    """

    def __init__(self, session: Session, namespaces: tuple[str, ...]) -> None:
        self._session = session
        self._namespaces = namespaces
        self._version = _version(session)
        self._evidence: Evidence | None = None
        self._answered = False  # whether any list was ever given

    def snapshot(self, progress: Progress, wants: tuple[Want, ...] = EVERYTHING) -> Snapshot:
        """Everything that `wants` are about, every kind side by side; what proves facts about the cluster only once.

        Raises KprobeError (exit code 3) where no list of anything was given, now or before.
        """
        lister = Lister(
            session=self._session,
            namespaces=self._namespaces,
            progress=progress,
            pool=Pool(lavish=_FEW if _EVERY_POD in wants else sys.maxsize),
        )
        jobs: list[Callable[[], Listing | Evidence]] = [
            partial(lister.read, kind, chosen) for kind in KINDS if (chosen := wanted(kind, wants))
        ]
        if self._evidence is None:
            jobs.append(partial(read_evidence, self._session))
        taken_at = datetime.now(UTC)
        with collector_off():
            results = side_by_side(jobs, threads=_THREADS, stopped=self._session.stopped)
        listings = [result for result in results if isinstance(result, Listing)]
        self._evidence = next((result for result in results if isinstance(result, Evidence)), self._evidence)
        access = self._session.access
        self._answered = self._answered or any(listing.answered for listing in listings)
        if not self._answered:
            _refuse_nothing(listings, access.server)
        taken = assemble(
            Snapshot(
                taken_at=taken_at,
                context=access.context,
                namespace=access.namespace,
                server=access.server,
                version=self._version,
            ),
            {listing.kind.field: listing.items for listing in listings},
            self._evidence or Evidence(),
            tuple(gap for listing in listings for gap in listing.gaps),
        )
        return replace(taken, parts=tuple(part for kind in KINDS if (part := part_of(kind, wants))))


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
    if not listings:
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
