"""networking.k8s.io/v1 Ingress and IngressClass."""

from __future__ import annotations

from msgspec import Struct, field

from kprobe.model.objects.meta import ObjectMeta
from kprobe.model.objects.service import LoadBalancerStatus


class ServiceBackendPort(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """A Service's port by name or by number."""

    name: str = ""
    number: int = 0


class ServiceBackend(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """networking/v1 IngressServiceBackend."""

    name: str = ""
    port: ServiceBackendPort = ServiceBackendPort()


class ResourceBackend(Struct, frozen=True, kw_only=True, gc=False, rename="camel", omit_defaults=True):
    """A backend that is not a Service."""

    api_group: str | None = None
    kind: str = ""
    name: str = ""


class IngressBackend(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """networking/v1 IngressBackend: a Service or another resource."""

    service: ServiceBackend | None = None
    resource: ResourceBackend | None = None


class IngressPath(Struct, frozen=True, kw_only=True, gc=False, rename="camel", omit_defaults=True):
    """networking/v1 HTTPIngressPath."""

    path: str = ""
    path_type: str = "ImplementationSpecific"
    backend: IngressBackend = IngressBackend()


class IngressHTTP(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """networking/v1 HTTPIngressRuleValue."""

    paths: tuple[IngressPath, ...] | None = None


class IngressRule(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """networking/v1 IngressRule; host "" means every host."""

    host: str = ""
    http: IngressHTTP | None = None


class IngressTLS(Struct, frozen=True, kw_only=True, gc=False, rename="camel", omit_defaults=True):
    """networking/v1 IngressTLS."""

    hosts: tuple[str, ...] | None = None
    secret_name: str = ""


class IngressSpec(Struct, frozen=True, kw_only=True, gc=False, rename="camel", omit_defaults=True):
    """networking/v1 IngressSpec."""

    ingress_class_name: str | None = None
    default_backend: IngressBackend | None = None
    rules: tuple[IngressRule, ...] | None = None
    tls: tuple[IngressTLS, ...] | None = None


class IngressStatus(Struct, frozen=True, kw_only=True, gc=False, rename="camel", omit_defaults=True):
    """networking/v1 IngressStatus."""

    load_balancer: LoadBalancerStatus = LoadBalancerStatus()


class Ingress(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """networking/v1 Ingress."""

    metadata: ObjectMeta = ObjectMeta()
    spec: IngressSpec = IngressSpec()
    status: IngressStatus = IngressStatus()


class IngressClassSpec(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """networking/v1 IngressClassSpec."""

    controller: str = ""


class IngressClass(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """networking/v1 IngressClass."""

    metadata: ObjectMeta = ObjectMeta()
    spec: IngressClassSpec = field(default=IngressClassSpec())
