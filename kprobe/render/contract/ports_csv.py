"""The ports as CSV: a line for each that claims a place."""

from __future__ import annotations

import csv
from typing import TextIO

from kprobe.model.ports import Holder, PortsReport

COLUMNS = (
    "where",
    "node",
    "address",
    "port",
    "protocol",
    "contested",
    "role",
    "kind",
    "name",
    "holder",
    "workload",
    "state",
    "confidence",
    "detail",
)
# What a spreadsheet would take for the beginning of a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_csv(report: PortsReport, stream: TextIO) -> None:
    """RFC 4180, with a heading."""
    lines = csv.writer(stream, lineterminator="\n")
    lines.writerow(COLUMNS)
    for row in report.rows:
        for role, node, address, holder in (
            *(("holds", row.node, row.address, h) for h in row.holders),
            *(("also", r.node or row.node, r.address, r.holder) for r in row.rivals),
        ):
            place = (row.where.value, node, address, row.port, row.protocol, str(row.contested).lower())
            lines.writerow([*map(_cell, place), role, *map(_cell, _of(holder))])


def _of(holder: Holder) -> tuple[str, ...]:
    return (
        holder.kind,
        holder.name,
        str(holder.holder or ""),
        str(holder.workload or ""),
        holder.hold.value,
        holder.confidence.value,
        holder.detail,
    )


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
