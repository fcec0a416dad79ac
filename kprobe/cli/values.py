"""Checks of option values: each raises UsageError with what is wrong and how to write it."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kprobe.errors import UsageError

if TYPE_CHECKING:
    from kprobe.model.probe_options import ProbeOptions
    from kprobe.model.report import Shard
    from kprobe.model.snapshot import NodePortRange

_LABEL = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")  # RFC 1123, what a Namespace may be called
_RANGE = re.compile(r"(\d{1,5})-(\d{1,5})", re.ASCII)
_SHARD = re.compile(r"(\d{1,6})/(\d{1,6})", re.ASCII)
_LONGEST = 86_400.0  # a day, in seconds


def namespaces(values: Sequence[str]) -> tuple[str, ...]:
    """Namespace names, each once."""
    for value in values:
        if not _LABEL.fullmatch(value):
            raise UsageError(f"-n {value!r} is not a namespace's name", hint="Repeat -n for several: -n shop -n infra")
    return tuple(dict.fromkeys(values))


def selector(text: str) -> str:
    """A label selector as `kubectl -l` takes it."""
    from kprobe.cluster.selectors import parse_selector  # noqa: PLC0415 - `kprobe --help` does not pay for it

    parse_selector(text)
    return text


def node_port_range(text: str | None) -> NodePortRange | None:
    """`30000-32767`."""
    if text is None:
        return None
    from kprobe.model.snapshot import NodePortRange  # noqa: PLC0415 - as above

    match = _RANGE.fullmatch(text.strip())
    if match is None or not 1 <= int(match[1]) <= int(match[2]) <= 65535:
        raise UsageError(f"--node-port-range {text!r} is not a range of ports", hint="First and last port: 30000-32767")
    return NodePortRange(first=int(match[1]), last=int(match[2]), source="--node-port-range", proven=True)


def shard(text: str | None) -> Shard | None:
    """`0/4`: the first of four parts."""
    if text is None:
        return None
    from kprobe.model.report import Shard  # noqa: PLC0415 - as above

    match = _SHARD.fullmatch(text.strip())
    if match is None or not int(match[1]) < int(match[2]):
        raise UsageError(
            f"--shard {text!r} is not a part",
            hint="Number and count, from 0 as Kubernetes counts the pods of an Indexed Job: 0/4, 1/4, 2/4, 3/4",
        )
    return Shard(index=int(match[1]), of=int(match[2]))


def probe_options(
    *,
    enabled: bool,
    timeout: float,
    attempts: int,
    deadline: float,
    concurrency: int,
    rate: float,
    allow: Sequence[str],
    resolvers: Sequence[str] = (),
    timeout_option: str = "--timeout",
) -> ProbeOptions:
    """How to knock; times in seconds. `timeout_option` is what the command calls the time of one attempt."""
    from kprobe.model.probe_options import ProbeOptions  # noqa: PLC0415 - as above
    from kprobe.probing.dns_servers import parse_servers  # noqa: PLC0415 - as above
    from kprobe.probing.safety import parse_allow  # noqa: PLC0415 - as above

    _within(timeout_option, timeout, 0.01, 300.0, "seconds an attempt")
    _within("--attempts", attempts, 1, 100, "attempts")
    _within("--deadline", deadline, 0.1, _LONGEST, "seconds for the whole run")
    _within("--concurrency", concurrency, 1, 65_535, "connections at a time")
    _within("--rate", rate, 0.0, 1_000_000.0, "new connections a second, 0 for no limit")
    return ProbeOptions(
        enabled=enabled,
        timeout=timeout,
        attempts=attempts,
        deadline=deadline,
        concurrency=concurrency,
        rate=rate,
        allow=parse_allow(allow),
        resolvers=parse_servers(resolvers),
    )


def watching(*, interval: float, timeout: float | None) -> None:
    """How often to look again, and for how long; both in seconds."""
    _within("--interval", interval, 2.0, 3600.0, "seconds between two looks")
    if timeout is not None:
        _within("--timeout", timeout, 1.0, _LONGEST, "seconds of watching")


def serving(*, interval: float, max_age: float | None) -> None:
    """How often to scan, and how old a report may be; both in seconds."""
    _within("--interval", interval, 5.0, _LONGEST, "seconds from the beginning of a scan to the next")
    if max_age is not None:
        _within(
            "--max-age", max_age, interval, 30 * _LONGEST, "seconds; no report is younger than the interval for long"
        )


def _within(option: str, value: float, least: float, most: float, unit: str) -> None:
    if not math.isfinite(value) or not least <= value <= most:
        raise UsageError(f"{option} {value:g} is out of range", hint=f"From {least:g} to {most:g} {unit}.")
