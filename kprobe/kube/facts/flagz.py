"""The API server's own /flagz (ComponentFlagz, on by default since Kubernetes 1.36)."""

from __future__ import annotations

import re

from kprobe.kube.facts.flags import NODE_PORT_RANGE, port_range
from kprobe.model.snapshot import NodePortRange

# The server changes the delimiter from start to start, so that nobody parses it; the flag's name cannot hide.
_LINE = re.compile(rf"^{NODE_PORT_RANGE}(?:\s*[:=]\s*|\s+)(\S+)\s*$", re.MULTILINE)


def node_port_range(text: str) -> NodePortRange | None:
    """The range in the text of /flagz, None where it is not there."""
    found = _LINE.search(text)
    return port_range(found[1], "the API server's /flagz") if found else None
