"""Which clusters a scan goes to, and the files of each: all of it checked before the first is read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from msgspec.structs import replace

from kprobe.cli import policy
from kprobe.cli.again import again, asking
from kprobe.cli.context_files import Files, check_apart, file_names
from kprobe.cli.one_scan import Target
from kprobe.cli.outputs import check_writable, parse_outputs
from kprobe.errors import UsageError
from kprobe.model.text import visible
from kprobe.render.renderer import Among

if TYPE_CHECKING:
    from kprobe.kube.contexts import Contexts


def one_target(context: typer.Context, kube_context: str | None, files: Files) -> Target:
    """The cluster of one context (None: the current one). Raises UsageError or KprobeError for `files`."""
    return _target(context, kube_context, files, {"kube_context": kube_context})


def targets(
    context: typer.Context,
    names: Sequence[str],
    files: Files,
    *,
    kubeconfig: Path | None,
    path: Path | None,
) -> tuple[Target, ...]:
    """Those of several contexts; without `names` of all that the kubeconfig has. `files` name each by its own.

    Raises UsageError for a name or a file that cannot be, KprobeError for a kubeconfig or baseline that cannot be read.
    """
    if path is not None:
        raise UsageError(
            "--from reads files; it cannot be combined with several contexts",
            hint="leave out --from to read the clusters",
        )
    from kprobe.kube.contexts import every, named  # noqa: PLC0415 - one cluster, or none, does not pay for YAML

    contexts = named(kubeconfig, names) if names else every(kubeconfig)
    found = tuple(_each(context, contexts, files))
    check_apart([path for target in found for path in _written(target)])
    return found


def _each(context: typer.Context, contexts: Contexts, files: Files) -> list[Target]:
    saved = file_names(contexts.known)
    count = len(contexts.places)
    found = []
    for index, place in enumerate(contexts.places, 1):
        own = files.of(saved[place.context])
        target = _target(context, place.context, own, {"kube_context": place.context, "baseline": own.baseline})
        among = Among(name=place.context, number=index, of=count, also=place.also)
        found.append(replace(target, namespaces=place.namespaces, among=among, server=place.server))
    return found


def _target(context: typer.Context, name: str | None, files: Files, instead: dict[str, Any]) -> Target:
    destinations = parse_outputs(files.outputs)
    if files.write_baseline is not None:
        check_writable(files.write_baseline)
    return Target(
        context=name,
        destinations=destinations,
        baseline=policy.known(files.baseline, files.write_baseline),
        write_baseline=files.write_baseline,
        command=visible(again(context, instead=instead)),  # the name is the kubeconfig's, and nobody typed it
        ask=visible(asking(context, instead=instead)),
    )


def _written(target: Target) -> list[Path]:
    paths = [destination.path for destination in target.destinations]
    return [path for path in (*paths, target.write_baseline) if path is not None]
