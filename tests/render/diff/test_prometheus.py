from __future__ import annotations

import shutil
import subprocess

import pytest
from prometheus_client.parser import text_string_to_metric_families

from kprobe.model.difference import Difference
from kprobe.render.metrics.changes import METRICS
from tests.kit import differences

PROMTOOL = shutil.which("promtool")
EVERY = [differences.every_change(), differences.hostile(), differences.nothing()]


def samples(difference: Difference) -> dict[tuple[str, ...], float]:
    """By name and the values of its own labels."""
    families = text_string_to_metric_families(differences.rendered(difference, "prometheus"))
    order = {metric.name: metric.labels for metric in METRICS}
    return {
        (s.name, *(s.labels[label] for label in order[s.name])): s.value for family in families for s in family.samples
    }


@pytest.mark.skipif(PROMTOOL is None, reason="promtool is not installed: apt-get install prometheus")
@pytest.mark.parametrize("difference", EVERY)
def test_promtool_takes_it(difference: Difference) -> None:
    assert PROMTOOL is not None
    done = subprocess.run(
        [PROMTOOL, "check", "metrics"],
        input=differences.rendered(difference, "prometheus"),
        capture_output=True,
        encoding="utf-8",
        timeout=30,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_changes_are_counted_and_what_counts_is_named() -> None:
    found = samples(differences.every_change())
    assert found["kprobe_diff_worse",] == 1
    assert found["kprobe_diff_opened",] == 1
    assert found["kprobe_diff_exposures", "new", "true"] == 1
    assert found["kprobe_diff_exposures", "gone", "false"] == 1
    named = {key[1] for key in found if key[0] == "kprobe_diff_exposure_worse_info"}
    assert named == {"node-port/shop/wide/80/TCP", "node-port/shop/added/80/TCP", "node-port/shop/api/80/TCP"}
    assert {key[2] for key in found if key[0] == "kprobe_diff_finding_worse_info"} == {"KP302", "KP304"}


def test_where_nothing_changed_every_count_is_zero() -> None:
    found = samples(differences.nothing())
    counts = [value for key, value in found.items() if key[0] in {"kprobe_diff_exposures", "kprobe_diff_findings"}]
    assert len(counts) == 20
    assert not any(counts)
    assert found["kprobe_diff_worse",] == 0


def test_no_two_metrics_share_a_name() -> None:
    names = [metric.name for metric in METRICS]
    assert len(set(names)) == len(names)
