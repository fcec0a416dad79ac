"""From an ingress controller to a rule: the name, the published address, the class."""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.cluster.cluster import Cluster
from kprobe.cluster.ingress_class import ClassState
from kprobe.cluster.ingresses import published_addresses, tls_item
from kprobe.cluster.known_controllers import controller_by_slug
from kprobe.model.exposure import Entry, Exposure
from kprobe.model.objects.ingress import Ingress
from kprobe.model.objects.meta import Annotations
from kprobe.model.refs import Ref
from kprobe.model.route import Link, LinkState
from kprobe.routes import symptoms
from kprobe.routes.ingress_backend_link import backend_links
from kprobe.routes.ingress_rule_link import rule_link

DNS, CONTROLLER, CLASS, CERTIFICATE = "dns", "controller", "ingress-class", "certificate"
_CLASS_FINDINGS = {ClassState.MISSING: "KP503", ClassState.NOT_SERVED: "KP504", ClassState.NONE: "KP505"}


def dns_link(exposure: Exposure, entry: Entry) -> Link:
    """The name itself; who resolves it to what is outside the cluster."""
    return Link(
        link=DNS,
        subject=exposure.source,
        state=LinkState.NOT_CHECKED,
        reason=f"whether {entry.address} resolves, and to the controller, only a client can tell",
    )


def unknown_entry_link(cluster: Cluster, exposure: Exposure, entry: Entry) -> Link:
    """A published address that is none of its controller's: stale, another's, or of what stands in front (IN-8)."""
    controller = controller_by_slug(exposure.controller)
    owners = cluster.publishers(entry.address)
    if controller is not None and not controller.in_cluster and not owners:
        reason = f"{entry.address} is published in its status; {controller.title} answers there, outside the cluster"
    elif owners:
        reason = f"{entry.address} is published in its status, but belongs to {owners[0]}, not to its controller"
    elif node := cluster.node_by_address.get(entry.address):
        reason = f"{entry.address} is published in its status: node {node}, where no port of its controller is known"
    else:
        reason = f"{entry.address} is published in its status, but no Service or node of this cluster has it"
    return Link(link=CONTROLLER, subject=exposure.source, state=LinkState.UNKNOWN, reason=reason)


def rule_links(cluster: Cluster, exposure: Exposure, ingress: Ingress) -> Iterator[Link]:
    """What every entry of the Ingress shares, outermost first."""
    yield _class_link(cluster, exposure, ingress)
    if exposure.tls:
        yield _certificate_link(exposure, ingress)
    rule = rule_link(cluster, exposure)
    if rule is not None:
        yield rule
    yield from backend_links(cluster, exposure, ingress)


def _certificate_link(exposure: Exposure, ingress: Ingress) -> Link:
    """Which Secret the certificate should come from; it is never read, so that only a handshake can tell.

    Without one the controller's own default is meant: valid, and common with a wildcard (trap 21).
    """
    item, controller = tls_item(ingress, exposure.host or ""), controller_by_slug(exposure.controller)
    told = ingress.metadata.annotations or Annotations()
    # A TLS block alone makes ingress-nginx redirect (row IN-25), whatever certificate it then serves.
    redirects = controller is not None and controller.redirects_tls and told.nginx_ssl_redirect != "false"
    forced = ("plain HTTP is sent to HTTPS, as the Ingress has a TLS block",) if redirects and item else ()
    if item is None or not item.secret_name:
        reason = "no Secret is named, so that the controller's default certificate is meant"
        return Link(link=CERTIFICATE, subject=exposure.source, state=LinkState.OK, reason=reason, evidence=forced)
    secret = Ref(kind="Secret", namespace=exposure.source.namespace, name=item.secret_name)
    reason = f"the certificate should be that of {secret}, of the Ingress's own namespace; Secrets are not read"
    return Link(link=CERTIFICATE, subject=secret, state=LinkState.NOT_CHECKED, reason=reason, evidence=forced)


def _class_link(cluster: Cluster, exposure: Exposure, ingress: Ingress) -> Link:
    found = cluster.class_of(ingress)
    subject = Ref(kind="IngressClass", name=found.name) if found.name else exposure.source
    # An empty status is no sign of trouble: with a NodePort in front many controllers publish nothing (row IN-7).
    quiet = found.state is ClassState.SERVED and not published_addresses(ingress)
    reason = f"{found.reason}; it published no address, as is usual behind NodePorts" if quiet else found.reason
    if code := _CLASS_FINDINGS.get(found.state):
        return Link(
            link=CLASS,
            subject=exposure.source if code in {"KP503", "KP505"} else subject,
            state=LinkState.BROKEN,
            reason=reason,
            effect=symptoms.nobody_routes(CLASS, reason),
            finding=code,
        )
    state = LinkState.OK if found.state is ClassState.SERVED else LinkState.UNKNOWN
    return Link(link=CLASS, subject=subject, state=state, reason=reason)
