"""What stands at an address and port of the demo, in words; `running` makes it real."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A web server that answers every request with one page."""

    text: str
    server: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Banner:
    """A server that greets, as mail servers do, and then listens."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Router:
    """An ingress controller that serves the Ingresses of one class."""

    ingress_class: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """No process: every packet is dropped."""


Process = Page | Banner | Router
