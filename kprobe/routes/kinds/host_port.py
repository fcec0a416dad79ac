"""To a container's hostPort."""

from __future__ import annotations

from kprobe.routes.pod_routes import pod_entry_links, trace_pods
from kprobe.routes.tracer import Tracer

TRACER = Tracer(slug="host-port", trace=trace_pods, links=pod_entry_links)
