"""Command line flags, as Go's pflag reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kprobe.model.snapshot import NodePortRange

NODE_PORT_RANGE = "service-node-port-range"


def values(arguments: Sequence[str], flag: str) -> Iterator[str]:
    """Every value given to `flag` (`--flag=value` or `--flag value`), in order; the last one counts in pflag."""
    for position, argument in enumerate(arguments):
        name, equals, value = argument.lstrip("-").partition("=")
        if not argument.startswith("-") or name != flag:
            continue
        if equals:
            yield value
        elif position + 1 < len(arguments):
            yield arguments[position + 1]


def last(arguments: Sequence[str], flag: str) -> str | None:
    """The value of `flag` that counts, None where it is not given."""
    found = None
    for found in values(arguments, flag):  # noqa: B007 - the last one is wanted
        pass
    return found


def port_range(text: str, source: str) -> NodePortRange | None:
    """A range as k8s.io/apimachinery's PortRange writes it: `30000-32767`, `30000+100`, or one port."""
    match = re.fullmatch(r"\s*(\d{1,5})(?:\s*([-+])\s*(\d{1,5}))?\s*", text)
    if match is None:
        return None
    first, sign, second = int(match[1]), match[2], match[3]
    last_port = first if sign is None else first + int(second) if sign == "+" else int(second)
    if not 0 < first <= last_port <= 65535:
        return None
    return NodePortRange(first=first, last=last_port, source=source, proven=True)


def default_range(source: str) -> NodePortRange:
    """The range of an API server whose flags are known and do not name one."""
    return NodePortRange(source=source, proven=True)
