"""Who stands behind a Service's port, as a service proxy sees it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from msgspec import Struct

from kprobe.cluster.pods import ready
from kprobe.model.objects.endpoint_slice import Endpoint, EndpointSlice
from kprobe.model.objects.pod import Pod
from kprobe.model.objects.service import Service, ServicePort
from kprobe.model.objects.workload import Workload
from kprobe.model.refs import Ref


class EndpointState(StrEnum):
    """Why a Service's port has or has not somebody behind it."""

    USABLE = "usable"
    SELECTS_NOTHING = "selects-nothing"
    SCALED_TO_ZERO = "scaled-to-zero"
    NO_PODS = "no-pods"
    NONE_READY = "none-ready"
    PORT_UNMATCHED = "port-unmatched"
    NO_FAMILY = "no-family"
    NO_SLICES = "no-slices"
    UNKNOWN = "unknown"


class Backend(Struct, frozen=True, kw_only=True, gc=False):
    """One address behind a Service's port; `port` is None where targetPort matched nothing."""

    address: str
    port: int | None
    node: str
    pod: Ref | None
    ready: bool
    serving: bool
    terminating: bool


class Endpoints(Struct, frozen=True, kw_only=True, gc=False):
    """The backends of one Service port.

    `usable` are those that get traffic; `selected`: pods the selector matches; `makers`: the workloads that would make
    such pods, where there is no pod.
    """

    state: EndpointState
    usable: tuple[Backend, ...] = ()
    unusable: tuple[Backend, ...] = ()
    selected: tuple[Pod, ...] = ()
    makers: tuple[Ref, ...] = ()
    reason: str = ""

    def on(self, node: str) -> tuple[Backend, ...]:
        """The usable backends of one node."""
        return tuple(b for b in self.usable if b.node == node)


def usable(backends: Sequence[Backend]) -> tuple[Backend, ...]:
    """Ready ones; where there is none, those that still serve while they terminate (KEP-1669)."""
    ready = tuple(b for b in backends if b.ready)
    return ready or tuple(b for b in backends if b.serving and b.terminating)


def how_many(backends: Sequence[Backend]) -> int:
    """How many pods (or hand-made addresses) they are: one pod has a backend in each IP family."""
    return len({b.pod or b.address for b in backends})


def endpoints_of(
    service: Service,
    port: ServicePort,
    slices: Iterable[EndpointSlice],
    selected: tuple[Pod, ...] | None,
    families: tuple[str, ...] = (),
    *,
    makers: Mapping[Ref, Workload] | None = None,
) -> Endpoints:
    """Join a Service's port with its EndpointSlices, by name and protocol, over all slices.

    `selected` are the live pods that the selector matches, None where pods could not be read. `families` limits the
    slices by address type; empty takes all. `makers` are the workloads whose pods the selector would match.
    """
    slices = tuple(slices)
    relevant = [s for s in slices if s.address_type != "FQDN" and (not families or s.address_type in families)]
    backends, unmatched = _backends(relevant, port)
    chosen = usable(backends)
    if chosen:
        taken = set(map(id, chosen))
        rest = tuple(b for b in (*backends, *unmatched) if id(b) not in taken)
        return Endpoints(state=EndpointState.USABLE, usable=chosen, unusable=rest, selected=selected or ())
    if usable(unmatched):
        return Endpoints(
            state=EndpointState.PORT_UNMATCHED,
            unusable=(*backends, *unmatched),
            selected=selected or (),
            reason=_unmatched_reason(service, port, relevant),
        )
    if (
        0 < len(families) < len(service.spec.ip_families or ())
        and not backends
        and not unmatched
        and selected
        and any(map(ready, selected))
    ):
        return Endpoints(
            state=EndpointState.NO_FAMILY,
            selected=selected,
            reason=f"its pods are ready, but none has an {' or '.join(families)} endpoint",
        )
    if not service.spec.selector:
        if relevant and (backends or unmatched):
            return Endpoints(
                state=EndpointState.NONE_READY,
                unusable=(*backends, *unmatched),
                reason="no hand-made endpoint is ready",
            )
        return Endpoints(
            state=EndpointState.NO_SLICES, reason=f"it has no selector, and {_passed_over(slices, families)}"
        )
    if selected is None:
        if backends or unmatched:
            return Endpoints(
                state=EndpointState.NONE_READY, unusable=(*backends, *unmatched), reason="no endpoint is ready"
            )
        return Endpoints(
            state=EndpointState.UNKNOWN, reason="it has no endpoints; why is not known, as pods cannot be read"
        )
    if not selected:
        return _without_pods(service, makers or {})
    return Endpoints(
        state=EndpointState.NONE_READY,
        unusable=(*backends, *unmatched),
        selected=selected,
        reason=_not_ready(selected),
    )


def _without_pods(service: Service, makers: Mapping[Ref, Workload]) -> Endpoints:
    """No pod matches: nobody wants one, nobody could make one, or the selector is wrong (row SV-1)."""
    named = " and ".join(map(str, makers))
    if not makers:
        state, reason = EndpointState.SELECTS_NOTHING, f"selector {selector_text(service)} matches no pod"
    elif all(w.scaled_to_zero for w in makers.values()):
        state, reason = EndpointState.SCALED_TO_ZERO, f"{named} {'is' if len(makers) == 1 else 'are'} scaled to zero"
    else:
        state, reason = (
            EndpointState.NO_PODS,
            f"{named} should have pods, but {'has' if len(makers) == 1 else 'have'} none",
        )
    return Endpoints(state=state, makers=tuple(makers), reason=reason)


def selector_text(service: Service) -> str:
    """A Service's selector as kubectl writes it: `app=web,tier=front`."""
    return ",".join(f"{k}={v}" for k, v in sorted((service.spec.selector or {}).items()))


def _backends(slices: Iterable[EndpointSlice], port: ServicePort) -> tuple[list[Backend], list[Backend]]:
    """Backends that carry this port, and those of slices that carry no port at all (a named targetPort that fits none).

    A slice with ports, but none of this name and protocol, belongs to other ports of the Service or, hand-made, to
    nobody: its port name must equal the Service port's (api: discovery/v1 EndpointPort.name).
    """
    matched: dict[tuple[str, int | None], Backend] = {}
    unmatched: dict[tuple[str, int | None], Backend] = {}
    for item in slices:
        numbers = [
            p.port for p in item.ports or () if (p.name or "") == port.name and (p.protocol or "TCP") == port.protocol
        ]
        for endpoint in item.endpoints or ():
            for number in filter(None, numbers):  # service proxies pass over a port without number
                backend = _backend(endpoint, number, item.metadata.namespace)
                matched.setdefault((backend.address, backend.port), backend)
            if not any(numbers):
                backend = _backend(endpoint, None, item.metadata.namespace)
                unmatched.setdefault((backend.address, None), backend)
    addresses = {address for address, _ in matched}
    return list(matched.values()), [b for b in unmatched.values() if b.address not in addresses]


def _backend(endpoint: Endpoint, port: int | None, namespace: str) -> Backend:
    conditions, target = endpoint.conditions, endpoint.target_ref
    ready = conditions.ready is not False
    return Backend(
        address=next(iter(endpoint.addresses or ()), ""),
        port=port,
        node=endpoint.node_name,
        pod=Ref(kind="Pod", namespace=target.namespace or namespace, name=target.name)
        if target is not None and target.kind == "Pod"
        else None,
        ready=ready,
        serving=ready if conditions.serving is None else conditions.serving,
        terminating=conditions.terminating is True,
    )


def _not_ready(selected: tuple[Pod, ...]) -> str:
    if any(map(ready, selected)):  # the controller is behind, or somebody keeps it from writing
        return "its pods are ready, but no EndpointSlice of its IP families has them"
    return f"none of its {len(selected)} pods is ready" if len(selected) > 1 else "its only pod is not ready"


def _passed_over(slices: Iterable[EndpointSlice], families: tuple[str, ...]) -> str:
    """What hand-made slices there are that a service proxy has no use for (SV-20; EndpointSlice, addressType)."""
    types = sorted({s.address_type for s in slices if s.endpoints} - set(families))
    if not types:
        return "no EndpointSlice with addresses names it"
    return (
        f"its EndpointSlices have addressType {' and '.join(types)}, "
        f"where service proxies look for {' and '.join(families) or 'an IP family'}"
    )


def _unmatched_reason(service: Service, port: ServicePort, slices: Iterable[EndpointSlice]) -> str:
    if isinstance(port.target_port, str):
        return f"targetPort {port.target_port!r} is no {port.protocol} port name of its pods"
    if not service.spec.selector:
        others = {p.protocol or "TCP" for s in slices for p in s.ports or () if (p.name or "") == port.name}
        if others:
            return f"its EndpointSlices have port {port.name!r} for {' and '.join(sorted(others))}, not {port.protocol}"
        return f"no EndpointSlice has a port named {port.name!r}, as the Service's port is"
    return f"no EndpointSlice carries port {port.port}/{port.protocol}"
