"""discovery.k8s.io/v1 EndpointSlice."""

from __future__ import annotations

from msgspec import Struct

from kprobe.model.objects.meta import ObjectMeta


class EndpointConditions(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """discovery/v1 EndpointConditions; nil `ready` and `serving` mean true, nil `terminating` means false."""

    ready: bool | None = None
    serving: bool | None = None
    terminating: bool | None = None


class TargetRef(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """The object behind an endpoint."""

    kind: str = ""
    namespace: str = ""
    name: str = ""


class Endpoint(Struct, frozen=True, kw_only=True, gc=False, rename="camel", omit_defaults=True):
    """discovery/v1 Endpoint; service proxies use the first address only."""

    addresses: tuple[str, ...] | None = None
    conditions: EndpointConditions = EndpointConditions()
    node_name: str = ""
    target_ref: TargetRef | None = None


class EndpointPort(Struct, frozen=True, kw_only=True, gc=False, rename="camel", omit_defaults=True):
    """discovery/v1 EndpointPort."""

    name: str | None = None
    port: int | None = None
    protocol: str | None = None


class EndpointSlice(Struct, frozen=True, kw_only=True, gc=False, rename="camel", omit_defaults=True):
    """discovery/v1 EndpointSlice; `ports` null means that the Service's targetPort matched nothing."""

    metadata: ObjectMeta = ObjectMeta()
    address_type: str = "IPv4"
    endpoints: tuple[Endpoint, ...] | None = None
    ports: tuple[EndpointPort, ...] | None = None
