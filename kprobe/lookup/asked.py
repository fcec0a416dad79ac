"""What a person may ask about."""

from __future__ import annotations

from dataclasses import dataclass

from kprobe.model.exposure import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectAsked:
    """An object. `kind` as Kubernetes spells it, "" for any; `namespace` None: not said; `port` by number or name."""

    kind: str
    namespace: str | None
    name: str
    port: int | str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlAsked:
    """A URL. `scheme` "" where only `host/path` was written; `port` None: the scheme's own. `path` keeps its query."""

    scheme: str
    host: str
    port: int | None
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressAsked:
    """An IP, a node's name or another name, perhaps with a port; `protocol` None where it was not said."""

    address: str
    port: int | None
    protocol: Protocol | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NameAsked:
    """A name with dots and nothing else: an Ingress rule's host, a load balancer's, a node's, or an object's."""

    host: str
    namespace: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IdAsked:
    """The id of a way in, as a scan prints it."""

    id: str


Asked = ObjectAsked | UrlAsked | AddressAsked | NameAsked | IdAsked
