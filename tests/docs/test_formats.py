from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from kprobe.cli.outputs import formats
from kprobe.render.metrics.registry import METRICS
from kprobe.render.spreadsheet.columns import COLUMNS

PAGE = (Path(__file__).parents[2] / "docs" / "formats.md").read_text(encoding="utf-8")
PROMTOOL = shutil.which("promtool")


def section(name: str) -> str:
    return PAGE.partition(f"\n## {name}\n")[2].partition("\n## ")[0]


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def table(text: str, title: str) -> list[list[str]]:
    """The rows under the header whose first cell is `title`."""
    _, _, rest = text.partition(f"| {title} |")
    rows = rest.partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in row.strip("|").split(" | ")] for row in rows]


def test_every_format_is_on_the_page() -> None:
    named = set(re.findall(r"`([a-z]+)`", " ".join(row[0] for row in table(PAGE, "format"))))
    assert named == set(formats())


def test_the_columns_are_told_in_their_order() -> None:
    assert table(section("csv"), "column") == [[f"`{column.name}`", column.meaning] for column in COLUMNS]


def test_the_metrics_are_told_with_their_labels() -> None:
    assert table(section("prometheus"), "metric") == [
        [f"`{metric.name}`", ", ".join(f"`{label}`" for label in metric.labels) or "-", metric.help]
        for metric in METRICS
    ]


@pytest.mark.parametrize("name", ["sarif", "junit", "prometheus"])
def test_the_examples_are_yaml(name: str) -> None:
    for block in blocks(section(name), "yaml"):
        assert isinstance(yaml.safe_load(block), dict)


@pytest.mark.skipif(PROMTOOL is None, reason="promtool is not installed: apt-get install prometheus")
def test_promtool_takes_the_alerts(tmp_path: Path) -> None:
    assert PROMTOOL is not None
    [rules] = blocks(section("prometheus"), "yaml")
    (tmp_path / "rules.yml").write_text(rules, encoding="utf-8")
    done = subprocess.run(
        [PROMTOOL, "check", "rules", str(tmp_path / "rules.yml")],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_every_metric_of_the_alerts_exists() -> None:
    [rules] = blocks(section("prometheus"), "yaml")
    assert set(re.findall(r"kprobe_\w+", rules)) <= {metric.name for metric in METRICS}
