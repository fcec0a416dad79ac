"""To a port of a pod in its node's own network."""

from __future__ import annotations

from kprobe.routes.pod_routes import pod_entry_links, trace_pods
from kprobe.routes.tracer import Tracer

TRACER = Tracer(slug="host-network", trace=trace_pods, links=pod_entry_links)
