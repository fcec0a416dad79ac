"""What a metric is: a gauge that is read off a report, or off the difference of two."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from msgspec import Struct

T = TypeVar("T")

Sample = tuple[tuple[str, ...], float]


class Metric(Struct, Generic[T], frozen=True, kw_only=True):
    """One gauge. `samples` gives the values of `labels`, in their order, with the value itself.

    Every sample has the label `cluster` besides (the kubeconfig's context): reports on several clusters may stand in
    one directory. `help` must not depend on the report: node_exporter refuses files that differ in it.
    """

    name: str
    help: str
    labels: tuple[str, ...] = ()
    samples: Callable[[T], Iterable[Sample]]
