"""`make bench`: every measurement, as a table; ends with 1 where a target is missed by more than its noise.

    python -m benchmarks.run [NAME …] [--rounds 5] [--write]

`--write` puts the table into docs/performance.md, between its two marks. Without it nothing is changed.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import platform
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import benchmarks
from benchmarks.row import Bench, Row

PAGE = Path(__file__).resolve().parent.parent / "docs" / "performance.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


def benches() -> Iterator[Bench]:
    """Every `BENCH` that a file of this folder exports, in the order of the file names."""
    for module in sorted(pkgutil.iter_modules(benchmarks.__path__), key=lambda m: m.name):
        if module.name.startswith("bench_"):
            yield importlib.import_module(f"benchmarks.{module.name}").BENCH


def table(rows: list[Row]) -> str:
    """The rows in Markdown."""
    lines = ["| what | control in the same run | target | measured | |", "|---|---|---|---|---|"]
    for row in rows:
        mark = "" if not row.samples else "met" if row.met else "missed" if row.missed else "within the noise"
        lines.append(f"| {row.what} | {row.control} | {row.target} | {row.measured} ({mark}) | {row.detail} |")
    return "\n".join(lines).replace(" () |", " |")


def written(rows: list[Row]) -> None:
    """Put the table into the page."""
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, mark, after = rest.partition(END)
    if not mark:
        raise SystemExit(f"{PAGE} has not both marks, {BEGIN} and {END}")
    when = f"{datetime.now(UTC):%Y-%m-%d}, {platform.machine()}, Python {platform.python_version()}"
    PAGE.write_text(f"{before}{BEGIN}\n\nMeasured {when}.\n\n{table(rows)}\n\n{END}{after}", encoding="utf-8")


def main() -> None:
    known = {bench.slug: bench for bench in benches()}
    parser = argparse.ArgumentParser(description="Measure kprobe against something known, in one run.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(known)}; default: all")
    parser.add_argument("--rounds", type=int, default=5, help="pairs for each figure (default 5)")
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    given = parser.parse_args()
    if unknown := set(given.names) - known.keys():
        parser.error(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    rows: list[Row] = []
    for slug, bench in known.items():
        if given.names and slug not in given.names:
            continue
        print(f"== {slug}: {bench.about}", file=sys.stderr, flush=True)
        started = time.monotonic()
        for row in bench.rows(given.rounds):
            rows.append(row)
            print(f"{row.what}: {row.measured}  (target {row.target})  {row.detail}", flush=True)
        print(f"   {time.monotonic() - started:.0f} s", file=sys.stderr)
    if given.write:
        written(rows)
    if missed := [row.what for row in rows if row.missed]:
        print("missed: " + "; ".join(missed), file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
