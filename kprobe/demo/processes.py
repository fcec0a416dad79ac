"""What stands at an address and port of the demo, in words; `running` makes it real."""

from __future__ import annotations

from msgspec import Struct


class Page(Struct, frozen=True, kw_only=True):
    """A web server that answers every request with one page."""

    text: str
    server: str = ""


class Banner(Struct, frozen=True, kw_only=True):
    """A server that greets, as mail servers do, and then listens."""

    text: str


class Router(Struct, frozen=True, kw_only=True):
    """An ingress controller that serves the Ingresses of one class."""

    ingress_class: str


class Dropped(Struct, frozen=True, kw_only=True):
    """No process: every packet is dropped."""


Process = Page | Banner | Router
