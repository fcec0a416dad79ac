"""Whether a Service keeps each client with one endpoint."""

from __future__ import annotations

from kprobe.model.exposure import Exposure
from kprobe.model.objects.service import Service
from kprobe.model.route import Link, LinkState

SLUG = "session-affinity"


def affinity_link(exposure: Exposure, service: Service) -> Link | None:
    """ClientIP: one prober sees what one endpoint does, and another client may fare otherwise (rows NP-26, S-13)."""
    if service.spec.session_affinity != "ClientIP":
        return None
    return Link(
        link=SLUG,
        subject=exposure.service or exposure.source,
        state=LinkState.OK,
        reason="sessionAffinity ClientIP keeps each client with one endpoint, for three hours unless told otherwise",
    )
