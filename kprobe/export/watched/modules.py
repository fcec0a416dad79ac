"""The ways in which blackbox_exporter asks, by the name of the module that `kprobe export blackbox-modules` writes.

What counts as an answer is what counts for a scan: the application's own words at a door of its own, whatever they are
below 500; behind a router, which says 404 for what it does not know, anything but that.
"""

from __future__ import annotations

TCP, HTTP, ROUTED, DNS = "tcp_connect", "http_answers", "http_routed", "dns_answers"
_ANSWERS = (200, 499)
_NOT_ROUTED = 404


def modules() -> dict[str, object]:
    """`modules` of blackbox.yml, as plain values (blackbox_exporter 0.20 and newer: its `hostname` parameter)."""
    return {
        TCP: {"prober": "tcp", "timeout": "5s"},
        HTTP: {
            "prober": "http",
            "timeout": "5s",
            "http": {
                "valid_status_codes": _statuses(),
                "follow_redirects": False,
                # It is asked by its address, which no certificate names.
                "tls_config": {"insecure_skip_verify": True},
            },
        },
        ROUTED: {
            "prober": "http",
            "timeout": "5s",
            "http": {"valid_status_codes": _statuses(without=_NOT_ROUTED), "follow_redirects": False},
        },
        DNS: {
            "prober": "dns",
            "timeout": "5s",
            "dns": {
                "query_name": ".",
                "query_type": "NS",
                "valid_rcodes": ["NOERROR", "NXDOMAIN", "REFUSED", "SERVFAIL", "NOTIMP", "FORMERR"],
            },
        },
    }


def _statuses(*, without: int = 0) -> list[int]:
    """blackbox_exporter takes a list of single statuses; none would mean 2xx."""
    first, last = _ANSWERS
    return [status for status in range(first, last + 1) if status != without]
