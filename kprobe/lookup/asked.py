"""What a person may ask about."""

from __future__ import annotations

from msgspec import Struct

from kprobe.model.exposure import Protocol


class ObjectAsked(Struct, frozen=True, kw_only=True):
    """An object. `kind` as Kubernetes spells it, "" for any; `namespace` None: not said; `port` by number or name."""

    kind: str
    namespace: str | None
    name: str
    port: int | str | None = None


class UrlAsked(Struct, frozen=True, kw_only=True):
    """A URL. `scheme` "" where only `host/path` was written; `port` None: the scheme's own. `path` keeps its query."""

    scheme: str
    host: str
    port: int | None
    path: str


class AddressAsked(Struct, frozen=True, kw_only=True):
    """An IP, a node's name or another name, perhaps with a port; `protocol` None where it was not said."""

    address: str
    port: int | None
    protocol: Protocol | None = None


class NameAsked(Struct, frozen=True, kw_only=True):
    """A name with dots and nothing else: an Ingress rule's host, a load balancer's, a node's, or an object's."""

    host: str
    namespace: str | None = None


class IdAsked(Struct, frozen=True, kw_only=True):
    """The id of a way in, as a scan prints it."""

    id: str


Asked = ObjectAsked | UrlAsked | AddressAsked | NameAsked | IdAsked
