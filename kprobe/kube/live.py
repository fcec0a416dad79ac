"""A cluster, read over its API."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from kprobe.kube.access import open_access
from kprobe.kube.link import Compress, Link
from kprobe.kube.reader import Reader
from kprobe.kube.session import Session
from kprobe.kube.want import EVERYTHING, Want
from kprobe.model.snapshot import Snapshot
from kprobe.progress import Progress


class LiveSource(Struct, frozen=True, kw_only=True):
    """The cluster that a kubeconfig's context names or, in a pod, its own. Times in seconds.

    `request_timeout` is for one request; `plugin_timeout` for a credential plugin. `compress`: when the API server is
    asked to compress its lists.
    """

    kubeconfig: Path | None = None
    context: str | None = None
    namespaces: tuple[str, ...] = ()
    request_timeout: float = 30.0
    plugin_timeout: float = 60.0
    compress: Compress = Compress.AUTO

    def snapshot(self, progress: Progress, wants: tuple[Want, ...] = EVERYTHING) -> Snapshot:
        """What `wants` are about, every kind side by side.

        Raises KprobeError (exit code 3) where the API server cannot be reached or trusted, refuses the credentials,
        or gives no list of anything.
        """
        with self.open(progress) as reader:
            return reader.snapshot(progress, wants)

    @contextmanager
    def open(self, progress: Progress) -> Iterator[Reader]:
        """For whoever reads in steps: one connection, one login. Raises KprobeError as `snapshot` does."""
        progress.update("connecting", 0)
        access = open_access(kubeconfig=self.kubeconfig, context=self.context, plugin_seconds=self.plugin_timeout)
        packed = {Compress.AUTO: access.packed, Compress.ALWAYS: True, Compress.NEVER: False}[self.compress]
        session = Session(access=access, timeout=self.request_timeout, link=Link(packed=packed))
        try:
            yield Reader(session, self.namespaces or (access.namespace,))
        finally:
            session.stopped.set()
            access.close()
