"""Kubeconfigs with several contexts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml


def kubeconfig(path: Path, servers: Mapping[str, str], *more: tuple[str, str, str]) -> Path:
    """A context for each name and server's URL; `more` are (context, the name of a cluster before, namespace)."""
    contexts = [{"name": name, "context": {"cluster": name, "user": name}} for name in servers]
    contexts += [
        {"name": name, "context": {"cluster": cluster, "user": cluster, "namespace": namespace}}
        for name, cluster, namespace in more
    ]
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "contexts": contexts,
        "clusters": [{"name": name, "cluster": {"server": server}} for name, server in servers.items()],
        "users": [{"name": name, "user": {"token": f"token-{index}"}} for index, name in enumerate(servers)],
    }
    path.write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
    return path
