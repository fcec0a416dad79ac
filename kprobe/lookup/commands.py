"""Commands to paste, one line each. Everything in them is quoted for a shell: names come from strangers."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from typing import Any

from kprobe.model.refs import Ref

END = "EOF"


def kubectl(namespace: str, *words: str) -> str:
    """One line: `kubectl -n shop …`."""
    where = ("-n", namespace) if namespace else ()
    return shlex.join(("kubectl", *where, *words))


def named(ref: Ref) -> str:
    """An object as kubectl takes it, which no name can turn into an option: `service/web`."""
    return f"{ref.kind.lower()}/{ref.name}"


def patch(ref: Ref, change: Mapping[str, Any], *, kind: str = "strategic") -> str:
    """A patch of one object, `kind` strategic or merge."""
    how = () if kind == "strategic" else (f"--type={kind}",)
    return kubectl(ref.namespace, "patch", named(ref), *how, "-p", json.dumps(change, separators=(",", ":")))


def json_patch(ref: Ref, *operations: Mapping[str, Any]) -> str:
    """A patch by position (RFC 6902); begin it with a `test` where something else could stand there by then."""
    return kubectl(
        ref.namespace, "patch", named(ref), "--type=json", "-p", json.dumps(operations, separators=(",", ":"))
    )


def apply(manifest: Mapping[str, Any]) -> tuple[str, ...]:
    """A whole object, as lines of a here-document: a key a line, its value in JSON, which YAML reads as it stands.

    JSON quotes whatever a name holds; the delimiter is quoted, so that the shell expands nothing before it.
    """
    lines = (f"{key}: {json.dumps(value)}" for key, value in manifest.items())
    return (f"kubectl apply -f - <<'{END}'", *lines, END)
