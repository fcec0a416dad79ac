"""Files instead of a cluster: a saved snapshot, or what `kubectl get -A -o yaml|json` wrote."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from kprobe.errors import KprobeError, UsageError
from kprobe.kube import snapshot_file
from kprobe.kube.assembly import assemble
from kprobe.kube.documents import Collection
from kprobe.kube.resources import KINDS
from kprobe.kube.want import EVERYTHING, Want
from kprobe.model.snapshot import Gap, GapReason, Snapshot
from kprobe.progress import Progress

_SUFFIXES = (".yaml", ".yml", ".json", ".yaml.gz", ".yml.gz", ".json.gz")


class FileSource(Struct, frozen=True, kw_only=True):
    """One file, or a folder with all files in and below it whose names end in .yaml, .yml, .json, or those and .gz."""

    path: Path

    def open(self, progress: Progress) -> AbstractContextManager[FileSource]:  # noqa: ARG002
        """Files are read whole, so that there is only one step."""
        return nullcontext(self)

    def snapshot(self, progress: Progress, wants: tuple[Want, ...] = EVERYTHING) -> Snapshot:  # noqa: ARG002
        """What the files hold, wanted or not; a gap for each kind that they do not mention, as absence proves nothing.

        Raises UsageError where the path does not exist, KprobeError for files that cannot be read or understood.
        """
        files = list(_files(self.path))
        collection = Collection()
        newest = 0.0
        for done, file in enumerate(files):
            progress.update("reading files", done, len(files), note=file.name)
            text, changed = _content(file)
            newest = max(newest, changed)
            if snapshot_file.is_snapshot(text):
                if len(files) > 1:
                    raise KprobeError(
                        f"{file} is a whole snapshot and cannot be mixed with other files",
                        hint=f"read it alone: --from {file}",
                    )
                return snapshot_file.load(text, str(file))
            collection.add(text, str(file))
        progress.update("reading files", len(files), len(files))
        if not collection.present:
            raise KprobeError(
                f"{self.path} holds no Kubernetes object that kprobe reads",
                hint="it wants a file of `kprobe snapshot`, or the output of `kubectl get -A -o yaml` for "
                + ",".join(kind.resource.value for kind in KINDS),
            )
        return _snapshot(self.path, collection, datetime.fromtimestamp(newest, UTC))


def _snapshot(path: Path, collection: Collection, taken_at: datetime) -> Snapshot:
    absent = tuple(
        Gap(
            what=kind.resource.value,
            reason=GapReason.ABSENT,
            effect=kind.effect,
            resource=kind.resource,
            advisory=kind.advisory,
        )
        for kind in KINDS
        if kind.resource not in collection.present
    )
    return assemble(
        Snapshot(taken_at=taken_at, context=str(path)),
        {kind.field: collection.objects(kind) for kind in KINDS},
        collection.evidence(),
        (*absent, *collection.gaps()),
    )


def _files(path: Path) -> Iterator[Path]:
    try:
        if not path.exists():
            raise UsageError(f"--from {path}: there is no such file or folder")
        if not path.is_dir():
            yield path
            return
        found = sorted(
            file
            for file in path.rglob("*")
            if file.name.endswith(_SUFFIXES) and not file.name.startswith(".") and file.is_file()
        )
    except OSError as error:
        raise KprobeError(f"cannot read {path}: {error.strerror or error}") from None
    if not found:
        raise KprobeError(f"the folder {path} holds no file that ends in {', '.join(_SUFFIXES)}")
    yield from found


def _content(file: Path) -> tuple[bytes, float]:
    """The decompressed bytes of `file`, and when it was written (seconds since 1970)."""
    try:
        text = file.read_bytes()
        if text[:2] == b"\x1f\x8b":
            text = gzip.decompress(text)
        return text, file.stat().st_mtime
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise KprobeError(f"{file} is damaged: it cannot be decompressed") from None
    except OSError as error:
        raise KprobeError(f"cannot read {file}: {error.strerror or error}") from None
