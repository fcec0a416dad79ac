"""The builders' objects as an API server has them."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from kprobe.kube.resources import KINDS
from tests.kit.api import Object
from tests.kit.objects import ApiObject

_LISTED = {kind.type: kind for kind in KINDS if kind.kind not in {"StatefulSet", "DaemonSet"}}


def on_the_wire(objects: Iterable[ApiObject]) -> list[Object]:
    """The builders' objects as the API server has them."""
    return [
        {**msgspec.to_builtins(o), "kind": _LISTED[type(o)].kind, "apiVersion": _LISTED[type(o)].api_version}
        for o in objects
    ]
