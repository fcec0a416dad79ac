"""Where a snapshot comes from: a cluster, or files."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from kprobe.errors import UsageError
from kprobe.kube.link import Compress
from kprobe.kube.want import EVERYTHING, Want
from kprobe.model.snapshot import Snapshot
from kprobe.progress import Progress


class Reads(Protocol):
    """What can be read from."""

    def snapshot(self, progress: Progress, wants: tuple[Want, ...] = EVERYTHING) -> Snapshot:
        """All of `wants` that can be read, maybe more, with a gap for what cannot; `parts` says what was not wanted.

        Raises KprobeError (exit code 3) where nothing at all can be read.
        """


class Source(Reads, Protocol):
    """Reads everything once, or what is wanted of it."""

    def open(self, progress: Progress) -> AbstractContextManager[Reads]:
        """For whoever reads in steps. Raises KprobeError as `snapshot` does."""


def open_source(
    *,
    kubeconfig: Path | None,
    context: str | None,
    namespaces: tuple[str, ...],
    path: Path | None,
    request_timeout: float = 30.0,
    compress: Compress = Compress.AUTO,
) -> Source:
    """Files where `path` is given, otherwise the cluster that the kubeconfig (or the pod's own account) names.

    `namespaces` are those the person asked for; they are read one by one where listing the whole cluster is forbidden.
    `request_timeout` is in seconds, for one request; `compress`: when lists are asked for compressed. Raises UsageError
    for options that exclude each other.
    """
    if path is not None:
        if kubeconfig is not None or context is not None:
            raise UsageError(
                "--from reads files; it cannot be combined with --kubeconfig or --context",
                hint="leave out --from to read the cluster",
            )
        from kprobe.kube.files import FileSource  # noqa: PLC0415 - offline runs must not pay for the client, nor live runs for YAML

        return FileSource(path=path)
    from kprobe.kube.live import LiveSource  # noqa: PLC0415 - as above

    return LiveSource(
        kubeconfig=kubeconfig,
        context=context,
        namespaces=namespaces,
        request_timeout=request_timeout,
        compress=compress,
    )
