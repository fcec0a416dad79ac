"""Parts of the port numbers that have a meaning of their own."""

from __future__ import annotations

from kprobe.model.snapshot import NodePortRange

# What Linux draws the local ports of outgoing connections from (net.ipv4.ip_local_port_range), unless told otherwise.
EPHEMERAL = range(32768, 61000)


def static_band(ports: NodePortRange) -> NodePortRange | None:
    """The lower band of a range, which the API server gives out last, so that a number chosen by hand is safe there.

    None where the range is too small for two (KEP-3668; portallocator calculateRangeOffset).
    """
    size = ports.last - ports.first + 1
    if size <= 16:
        return None
    offset = min(max(16, size // 32), 128)
    return NodePortRange(first=ports.first, last=ports.first + offset - 1, source=ports.source, proven=ports.proven)
