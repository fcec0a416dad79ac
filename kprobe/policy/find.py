"""Which policy file holds: the one that is named, else the one in the working directory."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kprobe.errors import UsageError
from kprobe.policy.documents import Document, read_toml, read_yaml
from kprobe.policy.policy import NO_POLICY, Policy
from kprobe.policy.reading import read_policy

NAME = "kprobe.yaml"
_PROJECT = "pyproject.toml"


def find_policy(named: Path | None, folder: Path, codes: Mapping[str, str]) -> Policy:
    """The policy of `named`, else of kprobe.yaml or [tool.kprobe] of pyproject.toml in `folder`, else none.

    `codes` are those that a finding may have, by themselves and by what they are called. Raises UsageError for a file
    that is not there, cannot be read or is wrong, and where the folder has both.
    """
    if named is not None:
        document = _document(named)
        if document is None:
            raise UsageError(f"{named} has no [tool.kprobe]", hint="Name the file that has the policy with --config.")
        return _read(named, document, codes)
    found = {path: d for path in (folder / NAME, folder / _PROJECT) if _is_there(path) and (d := _document(path))}
    if len(found) > 1:
        raise UsageError(
            f"both {NAME} and [tool.kprobe] in {_PROJECT} have a policy", hint="Keep one, or choose with --config."
        )
    for path, document in found.items():
        return _read(path, document, codes)
    return NO_POLICY


def _read(path: Path, document: Document, codes: Mapping[str, str]) -> Policy:
    """An empty file is no policy: `--config /dev/null` looks for none. A pipe has no name that stays the same."""
    if document.value is None:
        return NO_POLICY
    return read_policy(document, path.name if _is_there(path) else "policy", codes)


def _is_there(path: Path) -> bool:
    """Whether it is a file; one that may not be looked at is not passed over in silence."""
    try:
        return path.is_file()
    except OSError as error:
        raise UsageError(f"cannot look for the policy {path}: {error.strerror or error}") from None


def _document(path: Path) -> Document | None:
    try:
        text = path.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read the policy {path}: {error.strerror or error}") from None
    return read_toml(text, path.name) if path.suffix == ".toml" else read_yaml(text, path.name)
