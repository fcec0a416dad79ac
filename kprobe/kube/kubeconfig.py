"""Kubeconfig files by kubectl's rules.

The official client merges them in another way (the last current-context wins, an empty file is an error, KUBECONFIG
is read when it is imported), so the files are merged here and handed to it as one.
Source: client-go tools/clientcmd/loader.go.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from msgspec import Struct

from kprobe.errors import KprobeError, UsageError
from kprobe.kube.yaml_text import YAML_BROKEN, read_yaml, where

# What names a file, by section; a relative one counts from the kubeconfig's own folder.
_FILES = {
    "clusters": ("certificate-authority",),
    "users": ("client-certificate", "client-key", "tokenFile"),
}
_SECTIONS = {"clusters": "cluster", "contexts": "context", "users": "user"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """One context with its cluster and user, as the kubeconfig has them; empty values are left out."""

    context: str
    namespace: str
    cluster: Mapping[str, Any]
    user: Mapping[str, Any] = field(repr=False)


class Merged(Struct, frozen=True, kw_only=True):
    """All files as one: `sections` has the bodies of clusters, contexts and users by name, in the files' order."""

    current: str
    sections: Mapping[str, Mapping[str, Mapping[str, Any]]]


def paths(kubeconfig: Path | None, environment: Mapping[str, str]) -> tuple[Path, ...]:
    """The files that count: the one named, those of KUBECONFIG that exist, or ~/.kube/config. Maybe none.

    Raises UsageError where the file named does not exist, KprobeError where KUBECONFIG names none that exists.
    """
    if kubeconfig is not None:
        if not kubeconfig.expanduser().exists():
            raise UsageError(f"--kubeconfig {kubeconfig}: there is no such file")
        return (kubeconfig.expanduser(),)
    listed = [name for name in environment.get("KUBECONFIG", "").split(os.pathsep) if name]
    if listed:
        existing = tuple(path for path in (Path(name).expanduser() for name in listed) if path.exists())
        if not existing:
            raise KprobeError(
                f"KUBECONFIG names no file that exists: {os.pathsep.join(listed)}",
                hint="correct or unset KUBECONFIG, or name a file with --kubeconfig",
            )
        return existing
    try:
        usual = Path("~/.kube/config").expanduser()
    except RuntimeError:  # no home directory, as in a bare container
        return ()
    return (usual,) if usual.exists() else ()


def no_kubeconfig() -> KprobeError:
    """What is raised where a kubeconfig is needed and `paths` gives none."""
    return KprobeError(
        "no kubeconfig: neither --kubeconfig nor KUBECONFIG nor ~/.kube/config names a cluster",
        hint="name one with --kubeconfig, or try `kprobe demo`, which needs no cluster",
    )


def merged(files: tuple[Path, ...]) -> Merged:
    """`files` by kubectl's rules. Raises KprobeError for one that cannot be read or is malformed."""
    return _merge([(path, _read(path)) for path in files])


def choose(files: tuple[Path, ...], context: str | None) -> Chosen:
    """The `context` (None: the current one) of the merged `files`.

    Raises KprobeError for what is missing or malformed, UsageError for a `context` that does not exist.
    """
    config = merged(files)
    contexts = config.sections["contexts"]
    name = context or config.current
    if not name:
        raise KprobeError("the kubeconfig has no current context", hint=_known(contexts, "choose one with --context"))
    if name not in contexts:
        if context:
            raise UsageError(f"there is no context {name!r} in the kubeconfig", hint=alike(name, contexts))
        raise KprobeError(f"the kubeconfig's current context {name!r} does not exist", hint=alike(name, contexts))
    body = contexts[name]
    cluster = _part(config, "clusters", body.get("cluster", ""), name)
    if not cluster.get("server"):
        raise KprobeError(f"cluster {body.get('cluster')!r} in the kubeconfig has no server")
    return Chosen(
        context=name,
        namespace=str(body.get("namespace") or "default"),
        cluster=cluster,
        user=_part(config, "users", body["user"], name) if body.get("user") else {},
    )


def _part(config: Merged, section: str, name: object, context: str) -> Mapping[str, Any]:
    found = config.sections[section].get(str(name))
    if found is None:
        raise KprobeError(
            f"context {context!r} names the {_SECTIONS[section]} {str(name)!r}, which the kubeconfig does not have",
            hint="correct the context, or choose another one with --context",
        )
    return found


def _read(path: Path) -> Mapping[str, Any]:
    try:
        value = read_yaml(path.read_bytes())
    except OSError as error:
        raise KprobeError(f"cannot read the kubeconfig {path}: {error.strerror or error}") from None
    except YAML_BROKEN as error:
        raise KprobeError(f"the kubeconfig {path} is not valid YAML{where(error)}") from None
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise KprobeError(f"the kubeconfig {path} is no mapping of clusters, contexts and users")
    return value


def _merge(files: list[tuple[Path, Mapping[str, Any]]]) -> Merged:
    """First file wins, for the current context as for each name."""
    current = ""
    sections: dict[str, dict[str, Mapping[str, Any]]] = {section: {} for section in _SECTIONS}
    for path, config in files:
        current = current or str(config.get("current-context") or "")
        for section, inner in _SECTIONS.items():
            entries = config.get(section) or []
            if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
                raise KprobeError(f"{section} in the kubeconfig {path} is no list of named entries")
            for entry in entries:
                body = entry.get(inner) or {}
                if "name" not in entry or not isinstance(body, dict):
                    raise KprobeError(f"an entry of {section} in the kubeconfig {path} has no name or no {inner}")
                sections[section].setdefault(str(entry["name"]), _tidy(section, body, path))
    return Merged(current=current, sections=sections)


def _tidy(section: str, body: Mapping[str, Any], path: Path) -> Mapping[str, Any]:
    """Without empty values, which kubectl takes for unset, and with absolute paths."""
    tidy = {key: value for key, value in body.items() if value not in ("", None)}
    folder = path.absolute().parent
    for key in _FILES.get(section, ()):
        if key in tidy:
            tidy[key] = str(folder / str(tidy[key]))
    plugin = tidy.get("exec")
    if isinstance(plugin, dict) and os.sep in str(plugin.get("command", "")):
        tidy["exec"] = {**plugin, "command": str(folder / str(plugin["command"]))}
    return tidy


def _known(contexts: Mapping[str, object], advice: str) -> str:
    names = ", ".join(sorted(contexts)[:20])
    more = f" and {len(contexts) - 20} more" if len(contexts) > 20 else ""
    return f"{advice}; known: {names}{more}" if contexts else "the kubeconfig holds no context at all"


def alike(name: str, contexts: Mapping[str, object]) -> str:
    """A hint for a name that is none of `contexts`."""
    close = difflib.get_close_matches(name, contexts, n=1)
    return _known(contexts, f"did you mean {close[0]!r}?" if close else "choose one with --context")
