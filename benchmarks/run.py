"""`make bench`: every measurement, as a table; ends with 1 where a target is missed by more than its noise.

    python -m benchmarks.run [NAME …] [--rounds 5] [--write]

`--write` puts the table of each measurement into docs/performance.md, in place of the same one's; the tables of others
stay as they are. Without it nothing is changed.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import platform
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import benchmarks
from benchmarks.row import Bench, Row

PAGE = Path(__file__).resolve().parent.parent / "docs" / "performance.md"
_HELD = re.compile(r"<!-- ([a-z-]+) -->\n(.*?)(?=<!-- |\Z)", re.DOTALL)
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
        judged = "met" if row.met else "missed" if row.missed else "within the noise"
        mark = judged if row.samples and row.target else ""
        lines.append(f"| {row.what} | {row.control} | {row.target} | {row.measured} ({mark}) | {row.detail} |")
    return "\n".join(lines).replace(" () |", " |")


def written(text: str, slug: str, rows: list[Row], when: str) -> str:
    """The page with these rows as the table of the measurement `slug`; `when`: the day and the machine.

    Raises SystemExit where the page lacks a mark.
    """
    before, _, rest = text.partition(BEGIN)
    held, mark, after = rest.partition(END)
    if not mark:
        raise SystemExit(f"the page has not both marks, {BEGIN} and {END}")
    tables = {name: body.strip() for name, body in _HELD.findall(held)}
    tables[slug] = f"{slug}, measured {when}\n\n{table(rows)}"
    parts = (f"<!-- {name} -->\n\n{body}\n" for name, body in sorted(tables.items()))
    return f"{before}{BEGIN}\n{chr(10).join(parts)}{END}{after}"


def _alone(slug: str, rounds: int, *, write: bool) -> int:
    """One of several in a process of its own: to Linux a child's peak memory is never less than its parent's was."""
    more = ["--write"] if write else []
    return subprocess.run(
        [sys.executable, "-m", "benchmarks.run", slug, f"--rounds={rounds}", *more], check=False
    ).returncode


def main() -> None:
    known = {bench.slug: bench for bench in benches()}
    parser = argparse.ArgumentParser(description="Measure kprobe against something known, in one run.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(known)}; default: all")
    parser.add_argument("--rounds", type=int, default=5, help="pairs for each figure, at least (default 5)")
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    given = parser.parse_args()
    if unknown := set(given.names) - known.keys():
        parser.error(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    chosen = [slug for slug in known if not given.names or slug in given.names]
    if len(chosen) > 1:
        sys.exit(max(_alone(slug, given.rounds, write=given.write) for slug in chosen))
    bench = known[chosen[0]]
    rows: list[Row] = []
    print(f"== {bench.slug}: {bench.about}", file=sys.stderr, flush=True)
    started = time.monotonic()
    for row in bench.rows(given.rounds):
        rows.append(row)
        print(f"{row.what}: {row.measured}  (target {row.target})  {row.detail}", flush=True)
    print(f"   {time.monotonic() - started:.0f} s", file=sys.stderr)
    if given.write:
        when = f"{datetime.now(UTC):%Y-%m-%d}, {platform.machine()}, Python {platform.python_version()}"
        page = written(PAGE.read_text(encoding="utf-8"), bench.slug, rows, f"{when}, {given.rounds} rounds")
        PAGE.write_text(page, encoding="utf-8")
    if missed := [row.what for row in rows if row.missed]:
        print("missed: " + "; ".join(missed), file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
