"""Completion and help that answer at once: a shell asks at every press of the Tab key.

typer converts values by pydantic, which takes longer to load than all the rest, and for zsh and fish it renders the
help beside each completion by rich. What completes needs neither, so they stay out of the way until it is done.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand, TyperGroup

if TYPE_CHECKING:
    import typer


def completing() -> bool:
    """Whether a shell asks, not a person."""
    return "_KPROBE_COMPLETE" in os.environ


@contextmanager
def without(*modules: str) -> Iterator[None]:
    """Importing one of `modules` fails at once, as if it were not installed, unless it is loaded already."""
    hidden = [name for name in modules if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None is what the import system heeds
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


class Command(TyperCommand):
    """A command whose values are not converted while a shell completes its line."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        """As typer does; a value that cannot be converted is None while completing (`resilient_parsing`)."""
        with without("pydantic") if ctx.resilient_parsing else without():
            return super().parse_args(ctx, args)


class Group(TyperGroup):
    """The same for what stands before the command."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        """As `Command.parse_args`."""
        with without("pydantic") if ctx.resilient_parsing else without():
            return super().parse_args(ctx, args)

    def get_params(self, ctx: typer.Context) -> list[Any]:  # type: ignore[override]
        """The flags that typer adds default to None, which would have to be converted before `kprobe scan --help`."""
        params: list[Any] = super().get_params(ctx)
        for param in params:
            if getattr(param, "is_bool_flag", False) and param.default is None:
                param.default = False
        return params
