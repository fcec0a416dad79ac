from __future__ import annotations

import re
from pathlib import Path

from kprobe.cli.diff import formats
from kprobe.cli.outputs import formats as formats_of_a_scan
from kprobe.render.metrics.changes import METRICS
from kprobe.render.spreadsheet.changes import COLUMNS
from tests.docs.test_formats import table

PAGE = (Path(__file__).parents[2] / "docs" / "diff.md").read_text(encoding="utf-8")


def test_every_format_of_a_scan_is_one_of_a_difference_and_on_the_page() -> None:
    named = set(re.findall(r"`([a-z]+)`", " ".join(row[0] for row in table(PAGE, "format"))))
    assert named == set(formats()) == set(formats_of_a_scan())


def test_the_columns_are_told_in_their_order() -> None:
    assert table(PAGE, "column") == [[f"`{name}`", meaning] for name, meaning in COLUMNS.items()]


def test_the_metrics_are_told_with_their_labels() -> None:
    assert table(PAGE, "metric") == [
        [f"`{metric.name}`", ", ".join(f"`{label}`" for label in metric.labels) or "-", metric.help]
        for metric in METRICS
    ]
