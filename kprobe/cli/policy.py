"""The options of a scan's policy and baseline, and what becomes of them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kprobe.cli.ending import FailOn, complain
from kprobe.cli.outputs import replacing

if TYPE_CHECKING:
    from kprobe.model.report import Report
    from kprobe.policy import baseline as baselines
    from kprobe.policy.policy import Policy

Config = Annotated[
    Path | None,
    typer.Option(
        "--config", metavar="FILE", help="The policy. Default: kprobe.yaml, or pyproject.toml, if it is here."
    ),
]
Baseline = Annotated[
    Path | None,
    typer.Option("--baseline", metavar="FILE", help="What is known: only what is new, or worse, counts."),
]
WriteBaseline = Annotated[
    Path | None,
    typer.Option("--write-baseline", metavar="FILE", help="Accept what is found: write it as the baseline."),
]


def policy(config: Path | None) -> Policy:
    """The policy that holds; raises UsageError for one that is wrong."""
    from kprobe.diagnosis.catalogue import catalogue  # noqa: PLC0415 - `kprobe --help` loads no stage
    from kprobe.policy.find import find_policy  # noqa: PLC0415 - as above

    codes = {name: item.code for item in catalogue() for name in (item.code, item.slug) if item.code}
    return find_policy(config, Path(), codes)


def fail_on(context: typer.Context, given: FailOn, of: Policy) -> FailOn:
    """The option where it was given, else the file's word, else the option's default."""
    source = context.get_parameter_source("fail_on")
    return FailOn(of.fail_on) if of.fail_on and source is not None and source.name == "DEFAULT" else given


def known(path: Path | None, kept: Path | None) -> baselines.Baseline | None:
    """What is known; nothing for the first of the runs that read and keep one file, which accepts what it finds.

    Raises UsageError or KprobeError for a file that cannot be read.
    """
    from kprobe.policy.baseline_file import read_baseline  # noqa: PLC0415 - `kprobe --help` loads no stage

    if path is None:
        return None
    if path == kept and not os.path.lexists(path):
        complain(f"there is no {path} yet: what is found now is accepted and written there")
        return None
    return read_baseline(path)


def write_baseline(report: Report, path: Path) -> bool:
    """In place of an older one, once all of it is written; not of a run that ended early, which has too little."""
    from kprobe.policy.baseline import baseline_of  # noqa: PLC0415 - `kprobe --help` loads no stage
    from kprobe.policy.baseline_file import written  # noqa: PLC0415 - as above

    if report.interrupted:
        complain(f"the run ended early, so {path} is not written")
        return False
    with replacing(path) as stream:
        stream.writelines(written(baseline_of(report, str(path))))
    return True
