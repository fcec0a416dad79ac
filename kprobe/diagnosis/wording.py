"""How entries and observations are put into words."""

from __future__ import annotations

from kprobe.cluster.addresses import scope_of
from kprobe.cluster.known_controllers import controller_by_slug
from kprobe.diagnosis.entry_case import EntryCase
from kprobe.model.exposure import Scope
from kprobe.model.probe import Observation
from kprobe.routes.node_link import KIND_NODE
from kprobe.routes.service_proxy_link import HOST_FIREWALL

SOMETHING = "something answers although nothing can: "
"""How the message begins that says so by itself."""
SLOW = "It may only be slow: --attempt-timeout 10 (--timeout 10 for kprobe scan) waits longer for an answer."
"""What to try where a connection was taken, and no answer came in time."""


def where(case: EntryCase) -> str:
    """`192.0.2.1:30080 (node1)`; an IPv6 address in brackets."""
    entry = case.entry
    address = f"[{entry.address}]" if ":" in entry.address else entry.address
    return f"{address}:{entry.port}" + (f" ({entry.node})" if entry.node else "")


def seen(observation: Observation | None) -> str:
    """What was seen, in a few words."""
    if observation is None:
        return "not probed"
    if observation.http is not None:
        return f"HTTP {observation.http.status}"
    state = observation.state.value if observation.state else "no result"
    return f"{state}: {observation.error}" if observation.error else state


def witness(case: EntryCase) -> str:
    """One line of evidence: where, what, how often."""
    seen_there = case.observation
    times = (
        f", {seen_there.succeeded} of {seen_there.attempts} attempts succeeded"
        if seen_there and seen_there.attempts > 1
        else ""
    )
    return f"{where(case)}: {seen(seen_there)}{times}"


def controller_title(slug: str | None) -> str:
    """An ingress controller by the name that people know."""
    known = controller_by_slug(slug)
    return known.title if known is not None else "its controller"


def worth_knowing(case: EntryCase) -> tuple[str, ...]:
    """What the links say that makes silence likelier: a node of kind, a mode that opens no firewall."""
    said = {text for link in case.links for text in link.evidence}
    return tuple(text for text in (KIND_NODE, HOST_FIREWALL) if text in said)


def private_address(case: EntryCase) -> tuple[str, ...]:
    """That a node's address is not one of the internet (row NP-30); nothing where it is."""
    address = case.entry.address
    if case.entry.node is None or scope_of(address) is not Scope.PRIVATE:
        return ()
    return (f"{address} is a private address: nothing on the internet leads to it",)
