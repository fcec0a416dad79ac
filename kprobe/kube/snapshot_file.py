"""A snapshot in a file: what `kprobe snapshot` saves and `--from` reads."""

from __future__ import annotations

import gzip
import os
import re
import tempfile
from pathlib import Path

import msgspec
from msgspec import Struct

from kprobe.errors import KprobeError
from kprobe.kube.decoding import BROKEN, decode
from kprobe.model.snapshot import Snapshot
from kprobe.model.text import visible

SCHEMA = "kprobe-snapshot/v1"


class _File(Struct, frozen=True, kw_only=True):
    schema: str
    snapshot: Snapshot


class _Head(Struct, frozen=True, kw_only=True):
    schema: str = ""


def save(snapshot: Snapshot, path: Path) -> None:
    """Write `snapshot` as JSON, compressed where the name ends in .gz; an old file stays whole until the new one is.

    Only its owner may read the file: it tells how a cluster is built. Raises KprobeError where it cannot be written.
    """
    body = msgspec.json.encode(_File(schema=SCHEMA, snapshot=snapshot))
    if path.suffix == ".gz":
        body = gzip.compress(body, mtime=0)  # the same snapshot gives the same bytes
    try:
        descriptor, temporary = tempfile.mkstemp(dir=path.absolute().parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(body)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise KprobeError(f"cannot write the snapshot {path}: {error.strerror or error}") from None


def is_snapshot(text: bytes) -> bool:
    """Whether `text` (decompressed) says at its beginning that it is a kprobe snapshot, of whatever version."""
    return re.match(rb'\s*\{\s*"schema"\s*:\s*"kprobe-snapshot/', text) is not None


def load(text: bytes, name: str) -> Snapshot:
    """The snapshot in `text`; `name` is the file's, for messages. Raises KprobeError for another version or damage."""
    try:
        schema = decode(text, _Head).schema
        if schema == SCHEMA:
            return decode(text, _File).snapshot
    except BROKEN as error:
        raise KprobeError(
            f"{name} is a damaged snapshot: {visible(str(error))}", hint="take a new one with `kprobe snapshot`"
        ) from None
    raise KprobeError(
        f"{name} is a snapshot of another version ({visible(schema)}); this kprobe reads {SCHEMA}",
        hint="read it with the kprobe that wrote it, or take a new one with `kprobe snapshot`",
    )
