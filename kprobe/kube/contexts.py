"""The contexts of a kubeconfig: which clusters a run over several of them goes to."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

from kprobe.errors import KprobeError, UsageError
from kprobe.kube.kubeconfig import Merged, alike, merged, no_kubeconfig, paths


class Place(Struct, frozen=True, kw_only=True):
    """One cluster to look at, by its `context`.

    `also`: other contexts with the same cluster and user. `namespaces`: those of all of them, which are read one by
    one where the whole cluster may not be listed. `server`: its URL as the kubeconfig has it, fit to be shown.
    """

    context: str
    also: tuple[str, ...] = ()
    namespaces: tuple[str, ...] = ()
    server: str = ""


class Contexts(Struct, frozen=True, kw_only=True):
    """The `places` that were asked for, and the names of all contexts that there are."""

    places: tuple[Place, ...]
    known: tuple[str, ...]


def named(kubeconfig: Path | None, names: Sequence[str]) -> Contexts:
    """These contexts, in this order, each once.

    Raises UsageError for one that does not exist, KprobeError where there is no kubeconfig or none that can be read.
    """
    config = _read(kubeconfig)
    contexts = config.sections["contexts"]
    for name in names:
        if name not in contexts:
            raise UsageError(f"there is no context {name!r} in the kubeconfig", hint=alike(name, contexts))
    return Contexts(places=tuple(_place(config, (name,)) for name in dict.fromkeys(names)), known=tuple(contexts))


def every(kubeconfig: Path | None) -> Contexts:
    """All contexts, in the order of the files; those with the same cluster and user are one, by the first's name.

    They differ in their namespace, and a scan is of the whole cluster. Raises KprobeError where there is no kubeconfig,
    or none that can be read, or no context in it.
    """
    config = _read(kubeconfig)
    contexts = config.sections["contexts"]
    together: dict[str, list[str]] = {}
    for name, body in contexts.items():
        if name:  # kubectl cannot choose one without a name either
            together.setdefault(_identity(config, name, body), []).append(name)
    if not together:
        raise KprobeError("the kubeconfig holds no context at all", hint="name another one with --kubeconfig")
    return Contexts(places=tuple(_place(config, tuple(same)) for same in together.values()), known=tuple(contexts))


def _read(kubeconfig: Path | None) -> Merged:
    files = paths(kubeconfig, os.environ)
    if not files:
        raise no_kubeconfig()
    return merged(files)


def _place(config: Merged, same: tuple[str, ...]) -> Place:
    bodies = [config.sections["contexts"][name] for name in same]
    cluster = config.sections["clusters"].get(str(bodies[0].get("cluster", "")), {})
    return Place(
        context=same[0],
        also=same[1:],
        namespaces=tuple(dict.fromkeys(str(body.get("namespace") or "default") for body in bodies)),
        server=_shown(str(cluster.get("server", ""))),
    )


def _identity(config: Merged, name: str, body: Mapping[str, Any]) -> str:
    """Equal for contexts that lead to the same place as the same person, whatever the entries are called."""
    cluster = config.sections["clusters"].get(str(body.get("cluster", "")))
    user = config.sections["users"].get(str(body["user"])) if body.get("user") else {}
    if cluster is None or user is None:  # it cannot be used, and is told of under its own name
        return json.dumps(name)
    return json.dumps([cluster, user], sort_keys=True, default=str)


def _shown(url: str) -> str:
    """Without user and password."""
    try:
        parts = urlsplit(url)
        return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    except ValueError:
        return ""
