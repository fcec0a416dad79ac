"""ObjectMeta and what every kind shares."""

from __future__ import annotations

from msgspec import Struct, field


class OwnerReference(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """metav1.OwnerReference."""

    kind: str = ""
    name: str = ""
    controller: bool | None = None


class Annotations(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """The annotations that kprobe reads; no other is ever kept (they hold secrets at times)."""

    ingress_class: str | None = field(default=None, name="kubernetes.io/ingress.class")
    default_class: str | None = field(default=None, name="ingressclass.kubernetes.io/is-default-class")
    k3s_node_args: str | None = field(default=None, name="k3s.io/node-args")
    aws_scheme: str | None = field(default=None, name="service.beta.kubernetes.io/aws-load-balancer-scheme")
    aws_internal: str | None = field(default=None, name="service.beta.kubernetes.io/aws-load-balancer-internal")
    alb_scheme: str | None = field(default=None, name="alb.ingress.kubernetes.io/scheme")
    azure_internal: str | None = field(default=None, name="service.beta.kubernetes.io/azure-load-balancer-internal")
    gke_type: str | None = field(default=None, name="networking.gke.io/load-balancer-type")
    gke_old_type: str | None = field(default=None, name="cloud.google.com/load-balancer-type")
    openstack_internal: str | None = field(
        default=None, name="service.beta.kubernetes.io/openstack-internal-load-balancer"
    )
    traefik_entry_points: str | None = field(default=None, name="traefik.ingress.kubernetes.io/router.entrypoints")
    nginx_backend_protocol: str | None = field(default=None, name="nginx.ingress.kubernetes.io/backend-protocol")
    traefik_servers_scheme: str | None = field(default=None, name="traefik.ingress.kubernetes.io/service.serversscheme")
    nginx_canary: str | None = field(default=None, name="nginx.ingress.kubernetes.io/canary")
    nginx_use_regex: str | None = field(default=None, name="nginx.ingress.kubernetes.io/use-regex")
    nginx_rewrite_target: str | None = field(default=None, name="nginx.ingress.kubernetes.io/rewrite-target")
    f5_mergeable: str | None = field(default=None, name="nginx.org/mergeable-ingress-type")
    gke_neg: str | None = field(default=None, name="cloud.google.com/neg")
    nginx_ssl_redirect: str | None = field(default=None, name="nginx.ingress.kubernetes.io/ssl-redirect")
    static_pod: str | None = field(default=None, name="kubernetes.io/config.mirror")
    kprobe_ignore: str | None = field(default=None, name="kprobe.dev/ignore")


class ObjectMeta(Struct, frozen=True, kw_only=True, gc=False, rename="camel", omit_defaults=True):
    """metav1.ObjectMeta; times are RFC 3339 strings as the API gives them."""

    name: str = ""
    namespace: str = ""
    uid: str = ""
    labels: dict[str, str] | None = None
    annotations: Annotations | None = None
    owner_references: tuple[OwnerReference, ...] | None = None
    creation_timestamp: str | None = None
    deletion_timestamp: str | None = None


class Condition(Struct, frozen=True, kw_only=True, gc=False, rename="camel", omit_defaults=True):
    """A status condition of a Pod, Node or Service."""

    type: str = ""
    status: str = ""
    reason: str = ""
    message: str = ""


class LabelSelector(Struct, frozen=True, kw_only=True, gc=False, rename="camel", omit_defaults=True):
    """metav1.LabelSelector, the part that kprobe reads."""

    match_labels: dict[str, str] | None = None
