"""Draws docs/demo.svg, the picture in the README: the table of a real `kprobe demo`, by rich's own export.

Run it with: .venv/bin/python docs/demo-picture.py [FILE]
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

from kprobe.demo.run import demo
from kprobe.model.probe_options import ProbeOptions
from kprobe.model.report import Report
from kprobe.progress import Silent
from kprobe.render.people.exposures import exposure_table
from kprobe.render.people.headline import headline
from kprobe.render.people.lines import write
from kprobe.render.people.tail import tail
from kprobe.render.renderer import Output

WIDTH = 108


def picture(report: Report) -> str:
    """The headline, the table and the summary as SVG; the list of findings between them is left out for its length."""
    screen = io.StringIO()
    output = Output(stream=screen, color=True, width=WIDTH, command="kprobe demo")
    lines = [*headline(report, output), *exposure_table(report, output), *tail(report, output, every=False)]
    write(lines, output)
    console = Console(record=True, file=io.StringIO(), width=WIDTH, force_terminal=True, color_system="truecolor")
    console.print(Text("$ kprobe demo", style="bold"))
    console.print(Text.from_ansi(screen.getvalue()))
    return console.export_svg(title="kprobe demo", unique_id="kprobe-demo")


def main() -> None:
    """Write it."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("demo.svg")
    path.write_text(picture(demo(Silent(), ProbeOptions())), encoding="utf-8")
    print(f"wrote {path}")


if __name__ == "__main__":
    main()
