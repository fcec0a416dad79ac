"""Finds the variants of a stage: one module, one typed constant."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TypeVar

T = TypeVar("T")


def load(package: str, constant: str, kind: type[T]) -> tuple[T, ...]:
    """Every `constant` of type `kind` that a module of `package` exports, in module-name order.

    A module without the constant is a helper of its package and is passed over; a constant of another type is a
    programming error and raises TypeError.
    """
    home = importlib.import_module(package)
    found: list[T] = []
    for module in sorted(pkgutil.iter_modules(home.__path__), key=lambda m: m.name):
        value = getattr(importlib.import_module(f"{package}.{module.name}"), constant, None)
        if value is None:
            continue
        if not isinstance(value, kind):
            msg = f"{package}.{module.name}.{constant} is a {type(value).__name__}, not a {kind.__name__}"
            raise TypeError(msg)
        found.append(value)
    return tuple(found)
