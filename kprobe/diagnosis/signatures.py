"""How gateways word their own failures, so that an application's 503 is not taken for the controller's.

Found in the controllers' own sources and documentation: nginx's error pages, Traefik's plain status texts, Envoy's
"upstream connect error" and "no healthy upstream", HAProxy's default pages, Kong's ring balancer, AWS and Azure.
"""

from __future__ import annotations

from kprobe.model.probe import HttpFacts

# What a router answers when a backend fails it (RFC 9110, 15.6.3 to 15.6.5).
GATEWAY_ERRORS = frozenset({502, 503, 504})
_WORDS = (
    "bad gateway",
    "gateway timeout",
    "gateway time-out",
    "service unavailable",
    "service temporarily unavailable",
    "no available server",
    "no healthy upstream",
    "upstream connect error",
    "no server is available to handle this request",
    "failure to get a peer from the ring-balancer",
    "application is not available",
    "received an invalid response while acting as a gateway",
)


def gateway_failed(http: HttpFacts) -> bool:
    """Whether an answer is a gateway's own word that its backend fails it; a bare status without a body counts."""
    if http.status not in GATEWAY_ERRORS:
        return False
    said = http.excerpt.lower()
    return not said.strip() or any(words in said for words in _WORDS)
