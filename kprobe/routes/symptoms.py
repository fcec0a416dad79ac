"""What an outside client sees when a link is broken: the symptom table of the domain.

States by data plane: kube-proxy rejects where a Service has no usable endpoint (ICMP port-unreachable, seen as
refused) and drops where externalTrafficPolicy is Local and the node has none; eBPF data planes reject both
(pkg/proxy/{iptables,nftables,ipvs}/proxier.go; KEP-6272 discusses aligning them, hence by mode, never hard-coded).
"""

from __future__ import annotations

from kprobe.model.exposure import Protocol
from kprobe.model.finding import Confidence
from kprobe.model.probe import PortState
from kprobe.model.route import Prediction
from kprobe.model.snapshot import DataPlane

OPEN_STATES = frozenset({PortState.OPEN, PortState.OPEN_FILTERED})
_KUBE_PROXY = frozenset({DataPlane.IPTABLES, DataPlane.NFTABLES, DataPlane.IPVS})


def as_seen(states: tuple[PortState, ...], protocol: Protocol) -> tuple[PortState, ...]:
    """The same states as a UDP client sees them: silence is `open|filtered`, and so may be an open port (row S-9).

    A refusal is the ICMP message that a connected socket gets as ECONNREFUSED (row S-10).
    """
    if protocol is not Protocol.UDP:
        return states
    seen: dict[PortState, None] = {}
    for state in states:
        if state is PortState.OPEN:
            seen.update(dict.fromkeys((PortState.OPEN, PortState.OPEN_FILTERED)))
        else:
            seen[PortState.OPEN_FILTERED if state is PortState.FILTERED else state] = None
    return tuple(seen)


def answers(protocol: Protocol, link: str, reason: str) -> Prediction:
    """Every link is sound as far as the API tells; whether a process listens is not in the API, hence `likely`."""
    return Prediction(
        states=as_seen((PortState.OPEN,), protocol), confidence=Confidence.LIKELY, reason=reason, link=link, works=True
    )


def unknown(link: str, reason: str) -> Prediction:
    """What decides it could not be read."""
    return Prediction(states=(), confidence=Confidence.POSSIBLE, reason=reason, link=link, works=None)


def refused(protocol: Protocol, link: str, reason: str, confidence: Confidence = Confidence.CERTAIN) -> Prediction:
    """The node or the pod itself says no."""
    return Prediction(
        states=as_seen((PortState.CLOSED,), protocol), confidence=confidence, reason=reason, link=link, works=False
    )


def no_endpoint(plane: DataPlane, protocol: Protocol, link: str, reason: str, *, drops: bool = False) -> Prediction:
    """A NodePort or external IP whose Service has no usable endpoint anywhere (rows DP-1 to DP-4, NP-5, S-2).

    kube-proxy refuses by ICMP, of which a node sends a few a second at most: the rest looks filtered (row S-11).
    eBPF data planes refuse by default, but older ones, and those told so (`drops`: Cilium's
    service-no-backend-response), say nothing.
    """
    states: tuple[PortState, ...]
    if plane in _KUBE_PROXY:
        states, confidence = (PortState.CLOSED, PortState.FILTERED), Confidence.CERTAIN
    elif plane is DataPlane.EBPF:
        states, confidence = (PortState.FILTERED if drops else PortState.CLOSED,), Confidence.LIKELY
    else:
        states, confidence = (PortState.CLOSED, PortState.FILTERED), Confidence.LIKELY
    return Prediction(states=as_seen(states, protocol), confidence=confidence, reason=reason, link=link, works=False)


def no_local_endpoint(
    plane: DataPlane, protocol: Protocol, link: str, reason: str, *, drops: bool = False
) -> Prediction:
    """Policy Local (externalTrafficPolicy) on a node without an endpoint, while others have one (rows DP-1 to DP-4).

    iptables and nftables drop (NP-6); ipvs sends the connection on without SNAT, so that the reply comes from a
    stranger and is discarded (NP-8): silence either way. eBPF data planes refuse (NP-7). That kube-proxy drops rather
    than rejects may change (KEP-6272): it is looked up by data plane, nowhere assumed.
    """
    states: tuple[PortState, ...]
    if plane in _KUBE_PROXY:
        states, confidence = (PortState.FILTERED,), Confidence.CERTAIN
    elif plane is DataPlane.EBPF:
        states, confidence = (PortState.FILTERED if drops else PortState.CLOSED,), Confidence.LIKELY
    else:
        states, confidence = (PortState.CLOSED, PortState.FILTERED), Confidence.POSSIBLE
    return Prediction(
        states=as_seen(states, protocol), confidence=confidence, reason=reason, link=link, works=False, by_intent=True
    )


def balancer_without_backend(protocol: Protocol, link: str, reason: str) -> Prediction:
    """A load balancer with nobody behind it: refused, silent, or a handshake before any backend exists (row S-7)."""
    states = (PortState.CLOSED, PortState.FILTERED, PortState.OPEN)
    return Prediction(
        states=as_seen(states, protocol), confidence=Confidence.LIKELY, reason=reason, link=link, works=False
    )


def silent_node(protocol: Protocol, link: str, reason: str) -> Prediction:
    """A node that stopped reporting: most likely dead, but a dead kubelet alone leaves its traffic flowing."""
    states = (PortState.FILTERED, PortState.UNREACHABLE, PortState.OPEN)
    return Prediction(
        states=as_seen(states, protocol), confidence=Confidence.POSSIBLE, reason=reason, link=link, works=None
    )


def undelivered(protocol: Protocol, link: str, reason: str) -> Prediction:
    """An address that only the network outside the cluster can bring to a node, or not (row SV-17)."""
    states = (PortState.OPEN, PortState.FILTERED, PortState.UNREACHABLE)
    return Prediction(
        states=as_seen(states, protocol), confidence=Confidence.POSSIBLE, reason=reason, link=link, works=None
    )


def router_answers(
    statuses: tuple[int, ...], link: str, reason: str, *, others: bool = False, lazy: bool = False
) -> Prediction:
    """An ingress controller is there, but has nobody to pass the request to: it answers itself (rows IN-28 to IN-30).

    `others`: it makes no route then, and another rule answers. `lazy`: it may not even listen (IN-23).
    """
    return Prediction(
        states=(PortState.OPEN, PortState.CLOSED) if lazy else (PortState.OPEN,),
        confidence=Confidence.LIKELY,
        reason=reason,
        link=link,
        works=False,
        statuses=() if others else statuses,
        others_answer=others,
    )


def left_out(statuses: tuple[int, ...], link: str, reason: str) -> Prediction:
    """A controller that passes such a rule over unless an option, which is not in the API, says otherwise."""
    return Prediction(
        states=(PortState.OPEN,),
        confidence=Confidence.POSSIBLE,
        reason=reason,
        link=link,
        works=False,
        statuses=statuses,
    )


def nobody_routes(link: str, reason: str) -> Prediction:
    """No controller takes the Ingress: another may answer at the address, or nobody."""
    states = (PortState.OPEN, PortState.CLOSED, PortState.FILTERED)
    return Prediction(states=states, confidence=Confidence.LIKELY, reason=reason, link=link, works=False)


def own_address_only(protocol: Protocol, link: str, reason: str) -> Prediction:
    """Published on an address that only the node itself has (hostIP 127.0.0.1, row HP-10)."""
    return Prediction(
        states=as_seen((PortState.CLOSED,), protocol),
        confidence=Confidence.CERTAIN,
        reason=reason,
        link=link,
        works=False,
        by_intent=True,
    )


def for_its_node(protocol: Protocol, link: str, reason: str) -> Prediction:
    """Probed on the inside of its node: it may listen there alone, which is nobody's fault, or everywhere."""
    return Prediction(
        states=as_seen((PortState.OPEN, PortState.CLOSED), protocol),
        confidence=Confidence.POSSIBLE,
        reason=reason,
        link=link,
        works=None,
        by_intent=True,
    )


def node_gone(protocol: Protocol, link: str, reason: str) -> Prediction:
    """A node whose object was deleted: the machine may be off, serve on, or have left its address to another."""
    states = (PortState.FILTERED, PortState.UNREACHABLE, PortState.CLOSED, PortState.OPEN)
    return Prediction(
        states=as_seen(states, protocol), confidence=Confidence.POSSIBLE, reason=reason, link=link, works=None
    )


def proxy_in_doubt(protocol: Protocol, link: str, reason: str) -> Prediction:
    """A node whose service proxy does not run: its last rules stay in the kernel, or there never were any (NP-19)."""
    states = (PortState.OPEN, PortState.CLOSED, PortState.FILTERED)
    return Prediction(
        states=as_seen(states, protocol), confidence=Confidence.POSSIBLE, reason=reason, link=link, works=None
    )


def another_answers(protocol: Protocol, link: str, reason: str) -> Prediction:
    """Somebody else is known to stand before this one: a client gets that one's answer, or its refusal (row HN-19)."""
    states = (PortState.OPEN, PortState.CLOSED)
    return Prediction(
        states=as_seen(states, protocol), confidence=Confidence.LIKELY, reason=reason, link=link, works=False
    )


def contested(protocol: Protocol, link: str, reason: str) -> Prediction:
    """Two exposures claim the address and port: who answers depends on the data plane's order (rows HN-19, HP-5).

    An open port is no proof for this one, so `works` is False.
    """
    states = (PortState.OPEN, PortState.CLOSED, PortState.FILTERED)
    return Prediction(
        states=as_seen(states, protocol), confidence=Confidence.POSSIBLE, reason=reason, link=link, works=False
    )


def passed_on_without_backend(protocol: Protocol, link: str, reason: str, *, announced: bool = True) -> Prediction:
    """A load balancer that only brings packets to a node, which answers as at a NodePort: refused, or dropped.

    `announced` False: the address itself goes away with the last ready endpoint (MetalLB, row LB-7): silence, or, for a
    prober on its own network, no such host (PX-23).
    """
    gone = () if announced else (PortState.FILTERED, PortState.UNREACHABLE)
    states = tuple(dict.fromkeys((*gone, PortState.CLOSED, PortState.FILTERED)))
    return Prediction(
        states=as_seen(states, protocol), confidence=Confidence.LIKELY, reason=reason, link=link, works=False
    )


def perhaps_unserved(protocol: Protocol, link: str, reason: str, *, by_intent: bool = False) -> Prediction:
    """Something speaks against it, yet whether it is served only what stands outside the cluster decides."""
    states = (PortState.OPEN, PortState.CLOSED, PortState.FILTERED, PortState.UNREACHABLE)
    return Prediction(
        states=as_seen(states, protocol),
        confidence=Confidence.POSSIBLE,
        reason=reason,
        link=link,
        works=None,
        by_intent=by_intent,
    )
