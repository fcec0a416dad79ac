"""What a metric is: a gauge that is read off a report."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kprobe.model.report import Report

Sample = tuple[tuple[str, ...], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One gauge. `samples` gives the values of `labels`, in their order, with the value itself.

    Every sample has the label `cluster` besides (the kubeconfig's context): reports on several clusters may stand in
    one directory. `help` must not depend on the report: node_exporter refuses files that differ in it.
    """

    name: str
    help: str
    labels: tuple[str, ...] = ()
    samples: Callable[[Report], Iterable[Sample]]
