"""Who stands behind a Service's port."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from kprobe.cluster.endpoints import Endpoints, EndpointState, how_many, usable
from kprobe.cluster.suspects import only_one_on, suspects_among
from kprobe.cluster.trouble import trouble
from kprobe.model.exposure import Exposure
from kprobe.model.refs import Ref
from kprobe.model.route import Link, LinkState, Prediction
from kprobe.routes import symptoms

SLUG = "endpoints"
BY_HAND = "made by hand"
LOCAL = "as externalTrafficPolicy Local asks"
FINDINGS = {
    EndpointState.SELECTS_NOTHING: "KP301",
    EndpointState.NONE_READY: "KP302",
    EndpointState.PORT_UNMATCHED: "KP303",
    EndpointState.NO_SLICES: "KP305",
    EndpointState.SCALED_TO_ZERO: "KP306",
    EndpointState.NO_PODS: "KP307",
    EndpointState.NO_FAMILY: "KP308",
}


def endpoints_link(exposure: Exposure, endpoints: Endpoints, broken: Callable[[str, str], Prediction]) -> Link:
    """Usable endpoints, or why there are none; `broken(link, reason)` is what a client sees then."""
    subject = exposure.service or exposure.source
    if endpoints.state is EndpointState.UNKNOWN:
        return Link(
            link=SLUG,
            subject=subject,
            state=LinkState.UNKNOWN,
            reason=endpoints.reason,
            effect=symptoms.unknown(SLUG, endpoints.reason),
        )
    if endpoints.state is EndpointState.USABLE:
        return _usable(subject, endpoints, exposure.protocol.value)
    effect = broken(SLUG, f"{subject}: {endpoints.reason}")
    if endpoints.state is EndpointState.NO_FAMILY:  # its clients use the other family: that explains, it is no failure
        effect = replace(effect, by_intent=True)
    return Link(
        link=SLUG,
        subject=subject,
        state=LinkState.BROKEN,
        reason=endpoints.reason,
        evidence=_evidence(endpoints),
        effect=effect,
        finding=FINDINGS.get(endpoints.state, ""),
    )


def local_link(exposure: Exposure, endpoints: Endpoints, node: str, dropped: Callable[[str, str], Prediction]) -> Link:
    """The same on one node, for externalTrafficPolicy Local; to be asked only where the Service has usable endpoints.

    Ready and terminating endpoints are weighed on the node alone (pkg/proxy/topology.go, KEP-1669). Ingress controllers
    whose charts ask for Local answer on their own nodes only for this reason (LB-30).
    """
    subject = exposure.service or exposure.source
    here = usable([b for b in (*endpoints.usable, *endpoints.unusable) if b.node == node and b.port is not None])
    if here:
        count = f"{len(here)} endpoint{'s' if len(here) > 1 else ''} on {node}"
        return Link(
            link=SLUG,
            subject=subject,
            state=LinkState.OK,
            reason=f"{count}, {LOCAL}",
            endpoints=how_many(here),
            suspects=only_one_on(node, here) or suspects_among(here, endpoints.selected, exposure.protocol.value),
        )
    others = sorted({b.node for b in endpoints.usable if b.node})
    if not others:
        return _on_no_node(subject, endpoints, dropped)
    reason = f"no endpoint on {node}: externalTrafficPolicy Local keeps traffic from going to {', '.join(others[:3])}"
    return Link(
        link=SLUG,
        subject=subject,
        state=LinkState.OK,
        reason=reason,
        effect=dropped(SLUG, f"no endpoint on {node}, by externalTrafficPolicy Local"),
    )


def _on_no_node(subject: Ref, endpoints: Endpoints, dropped: Callable[[str, str], Prediction]) -> Link:
    """Endpoints made by hand that do not say where they are (discovery/v1 Endpoint, nodeName) are local to nobody."""
    reason = "its endpoints are on no node that they name, and externalTrafficPolicy Local sends to a node's own alone"
    shown = tuple(f"{b.address}:{b.port} has no nodeName" for b in endpoints.usable[:3])
    return Link(
        link=SLUG,
        subject=subject,
        state=LinkState.BROKEN,
        reason=reason,
        evidence=shown,
        effect=replace(dropped(SLUG, f"{subject}: {reason}"), by_intent=False),
    )


def _usable(subject: Ref, endpoints: Endpoints, protocol: str) -> Link:
    count = how_many(endpoints.usable)
    unready = how_many([b for b in endpoints.unusable if not b.ready])
    portless = how_many([b for b in endpoints.unusable if b.ready and b.port is None])  # a named port of some
    rest = (f", {unready} more not ready" if unready else "") + (
        f", {portless} more without the port that targetPort names" if portless else ""
    )
    if all(b.terminating for b in endpoints.usable):
        reason = f"{count} endpoint{'s' if count > 1 else ''}, all terminating: they will stop soon"
    else:
        reason = f"{count} endpoint{'s' if count > 1 else ''} ready{rest}"
    if all(b.pod is None for b in endpoints.usable):
        reason = f"{reason}, {BY_HAND}"
    shown = tuple(f"{b.address}:{b.port}" + (f" on {b.node}" if b.node else "") for b in endpoints.usable[:3])
    return Link(
        link=SLUG,
        subject=subject,
        state=LinkState.OK,
        reason=reason,
        evidence=shown,
        endpoints=count,
        suspects=suspects_among(endpoints.usable, endpoints.selected, protocol),
    )


def _evidence(endpoints: Endpoints) -> tuple[str, ...]:
    return tuple(f"pod {p.metadata.name}: {why}" for p in endpoints.selected[:3] if (why := trouble(p)))
