"""Every scenario, one family of ways in a file."""

from __future__ import annotations

from tests.e2e.verdicts.families import (
    applications,
    balancers,
    combinations,
    dns,
    dual_stack,
    endpoints,
    external_ips,
    host_network,
    host_ports,
    hosts,
    ingresses,
    load_balancers,
    node_ports,
    rollouts,
    services,
    sites,
    slices,
    tls,
    udp,
)
from tests.e2e.verdicts.scenario import Scenario

ALL: tuple[Scenario, ...] = (
    *host_network.SCENARIOS,
    *host_ports.SCENARIOS,
    *node_ports.SCENARIOS,
    *services.SCENARIOS,
    *endpoints.SCENARIOS,
    *load_balancers.SCENARIOS,
    *external_ips.SCENARIOS,
    *dual_stack.SCENARIOS,
    *udp.SCENARIOS,
    *ingresses.SCENARIOS,
    *tls.SCENARIOS,
    *dns.SCENARIOS,
    *applications.SCENARIOS,
    *rollouts.SCENARIOS,
    *slices.SCENARIOS,
    *balancers.SCENARIOS,
    *hosts.SCENARIOS,
    *sites.SCENARIOS,
    *combinations.SCENARIOS,
)
