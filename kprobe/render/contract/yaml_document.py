"""A document of the contract as YAML."""

from __future__ import annotations

from typing import TextIO

import msgspec
import yaml


def write(document: msgspec.Struct, stream: TextIO, *, unicode: bool) -> None:
    """Write one YAML document, keys in the contract's order. Times stay strings, as they are in JSON."""
    base = getattr(yaml, "CSafeDumper", yaml.SafeDumper)  # ten times faster where libyaml is there
    # Values that happen to be shared are written out: anchors are hard to read and some readers refuse them.
    dumper = type("Dumper", (base,), {"ignore_aliases": lambda _self, _data: True})
    yaml.dump(msgspec.to_builtins(document), stream, Dumper=dumper, sort_keys=False, allow_unicode=unicode, width=120)
