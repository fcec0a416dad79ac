"""Writes the krew manifest of a release from its archives: their addresses and their SHA-256.

`python docs/deploy/krew/manifest.py FOLDER > kprobe.yaml`: FOLDER has what archive.py made on each kind of machine.
Only those are in the manifest; all must be of this version.
"""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path
from typing import Any

import yaml

from kprobe import __version__

_HOME = "https://github.com/kprobe/kprobe"
_ARCHIVE = re.compile(r"kprobe-(?P<version>.+)-(?P<os>linux|darwin)-(?P<arch>amd64|arm64)\.tar\.gz")
_DESCRIPTION = """\
Reads what the cluster exposes (host network, host ports, NodePorts, load
balancers, external IPs, Ingresses), works out what a client outside must
see, knocks on each from here, and says where the two differ and why:

  kubectl kprobe scan              every way in
  kubectl kprobe why svc/shop/web  one of them, link by link
  kubectl kprobe check -f deploy/  manifests, before they are applied

It only reads, and never Secrets.
"""
_CAVEATS = """\
For completion (kubectl 1.26 and newer), link the program by the name that
kubectl asks for:

  ln -s kubectl-kprobe "${KREW_ROOT:-$HOME/.krew}/bin/kubectl_complete-kprobe"
"""


def manifest(archives: list[Path]) -> dict[str, Any]:
    """What krew reads. Raises SystemExit for an archive of another version, or where there is none."""
    platforms = [_platform(archive) for archive in sorted(archives)]
    if not platforms:
        raise SystemExit("there is no archive")
    return {
        "apiVersion": "krew.googlecontainertools.github.com/v1alpha2",
        "kind": "Plugin",
        "metadata": {"name": "kprobe"},
        "spec": {
            "version": f"v{__version__}",
            "homepage": _HOME,
            "shortDescription": "What is exposed, and why it does not answer",
            "description": _DESCRIPTION,
            "caveats": _CAVEATS,
            "platforms": platforms,
        },
    }


def _platform(archive: Path) -> dict[str, Any]:
    named = _ARCHIVE.fullmatch(archive.name)
    if named is None or named["version"] != __version__:
        raise SystemExit(f"{archive.name} is no archive of kprobe {__version__}")
    with archive.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return {
        "selector": {"matchLabels": {"os": named["os"], "arch": named["arch"]}},
        "uri": f"{_HOME}/releases/download/v{__version__}/{archive.name}",
        "sha256": digest,
        "bin": "kubectl-kprobe",
    }


class _Blocks(yaml.SafeDumper):
    """Text of several lines as people write it."""


_Blocks.add_representer(
    str,
    lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None),
)


def text(document: dict[str, Any]) -> str:
    """As YAML, in the order that people know."""
    return yaml.dump(document, Dumper=_Blocks, sort_keys=False, width=120)


if __name__ == "__main__":
    (folder,) = sys.argv[1:]
    print(text(manifest(list(Path(folder).glob("kprobe-*-*-*.tar.gz")))), end="")
