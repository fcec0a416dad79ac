"""The part of `"schema": "kprobe/v1"` that only a check of manifests has; the same rules as in `v1`."""

from __future__ import annotations

from msgspec import Struct


class Place(Struct, frozen=True, kw_only=True):
    """Where in a file; line and column from 1. Standard input is called "<stdin>"."""

    file: str
    line: int
    column: int


class Check(Struct, frozen=True, kw_only=True):
    """Which manifests were checked, as if applied: to the cluster or, `offline`, to none.

    `namespace`: where objects belong that name none. `passed_over`: how many objects of kinds that are not looked at.
    `opens`: ids of the exposures that the objects give; the others are those that findings speak of.
    """

    files: int
    objects: int
    namespace: str
    offline: bool
    passed_over: dict[str, int]
    opens: tuple[str, ...]
