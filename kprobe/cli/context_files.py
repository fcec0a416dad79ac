"""`{context}` in the name of a file: one of its own for each cluster, whatever its context is called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from kprobe.cli.outputs import formats
from kprobe.errors import UsageError

FIELD = "{context}"
_UNSAFE = re.compile(r"[^A-Za-z0-9._@-]")
_LONGEST = 100  # of the 255 bytes that a file system takes: the rest of the name and a temporary's ending come besides
_DIGESTS = (12, 64)  # characters; the second where somebody made two names for the first


class Files(Struct, frozen=True, kw_only=True):
    """What a scan reads and writes besides the cluster, as the options name it."""

    outputs: tuple[str, ...] = ()
    baseline: Path | None = None
    write_baseline: Path | None = None

    def of(self, name: str) -> Files:
        """Those of the cluster whose file name is `name`."""
        return Files(
            outputs=tuple(value.replace(FIELD, name) for value in self.outputs),
            baseline=_filled(self.baseline, name),
            write_baseline=_filled(self.write_baseline, name),
        )


def _filled(path: Path | None, name: str) -> Path | None:
    return Path(str(path).replace(FIELD, name)) if path is not None else None


def check_several(files: Files) -> None:
    """Raises UsageError for what holds, or names, one report only."""
    known = formats()
    for value in files.outputs:
        slug, _, name = value.partition("=")
        if slug not in known:
            continue  # said with the formats that there are
        if name in {"", "-"}:
            if known[slug].before is None:
                several = " and ".join(s for s, renderer in known.items() if renderer.before is not None)
                raise UsageError(
                    f"-o {slug} holds one report, so several contexts cannot share standard output",
                    hint=f"Give each its own file: -o {slug}=kprobe-{FIELD}.{slug} (only {several} can share it)",
                )
        elif FIELD not in name:
            raise UsageError(
                f"-o {value} is one file, and there are several contexts",
                hint=f"Put {FIELD} into its name, for the context's: -o {slug}={_suggested(name)}",
            )
    for option, path in (("--baseline", files.baseline), ("--write-baseline", files.write_baseline)):
        if path is not None and FIELD not in str(path):
            raise UsageError(
                f"{option} {path} is one file, and there are several contexts",
                hint=f"Put {FIELD} into its name, for the context's: {option} {_suggested(str(path))}",
            )


def _suggested(name: str) -> str:
    path = Path(name)
    return str(path.with_name(f"{path.stem}-{FIELD}{path.suffix}")) if path.name else f"{name}{FIELD}"


def check_apart(written: Sequence[Path]) -> None:
    """Raises UsageError where two of the files would be the same."""
    for path, count in Counter(written).items():
        if count > 1:
            raise UsageError(f"two reports would be written to {path}", hint="Give each format names of its own.")


def file_names(contexts: Sequence[str]) -> Mapping[str, str]:
    """A file name for each of `contexts`: of letters, digits and `._@-`, no two alike, not even where case is ignored.

    What another name would share gets a digest of the context's own name, behind a `+` that no other name has, so that
    the name stays the same from run to run as long as the kubeconfig does.
    """
    names = tuple(dict.fromkeys(contexts))
    plain = {name: _plain(name) for name in names}
    holders = Counter(text.lower() for text in plain.values())
    own = Counter(text.lower() for name, text in plain.items() if text == name)
    alone = {
        name for name, text in plain.items() if holders[text.lower()] == 1 or (text == name and own[text.lower()] == 1)
    }
    for length in _DIGESTS:
        found = {
            name: text if name in alone and len(text) <= _LONGEST else f"{text[:_LONGEST]}+{_digest(name, length)}"
            for name, text in plain.items()
        }
        if len({text.lower() for text in found.values()}) == len(found):
            break
    return found


def _plain(name: str) -> str:
    """Never hidden, never an option, never `..`."""
    return _UNSAFE.sub("-", name).lstrip(".-") or "context"


def _digest(name: str, length: int) -> str:
    import hashlib  # noqa: PLC0415 - `kprobe --help` does not pay for it

    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:length]
