"""Targets for Prometheus and blackbox_exporter (file_sd): every entry that should answer.

The labels `module` and `hostname` become parameters of the probe by relabelling, which docs/export.md shows; the
modules are those of `kprobe export blackbox-modules`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from kprobe.export.exporter import Exporter, Written
from kprobe.export.text import bracketed, comment, header, listed
from kprobe.model.text import visible

if TYPE_CHECKING:
    from kprobe.export.exporter import Chosen, Origin, Wishes
    from kprobe.export.watched.targets import Target, Unasked


def render(chosen: Chosen, wishes: Wishes, origin: Origin) -> Written:
    """YAML as Prometheus' file_sd_configs reads it: `targets` and `labels`, grouped by equal labels."""
    del wishes
    from kprobe.export.watched.targets import Target, targets  # noqa: PLC0415 - as above

    every = tuple(targets(chosen))
    asked = tuple(t for t in every if isinstance(t, Target))
    unasked = tuple(t for t in every if not isinstance(t, Target))
    groups: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for target in asked:
        groups.setdefault(tuple(_labels(target).items()), []).append(visible(target.address))
    head = header(
        origin,
        chosen.gaps,
        "Targets of blackbox_exporter for Prometheus (file_sd_configs): what should answer from outside",
        f"Modules:       {', '.join(sorted({t.module for t in asked})) or 'none'}; kprobe export blackbox-modules",
    )
    found = {t.exposure.id for t in asked}
    return Written(
        text="\n".join((*head, *_left_out(unasked), "", *_yaml(groups), "")),
        written=len(found),
        skipped=tuple((e.id, _why(e.id, e.pending, unasked)) for e in chosen.exposures if e.id not in found),
        remarks=tuple(
            dict.fromkeys(
                f"{t.exposure.id}: {t.entry.address} left out: {t.reason}"
                for t in unasked
                if not t.by_intent and t.exposure.id in found
            )
        ),
    )


def _yaml(groups: Mapping[tuple[tuple[str, str], ...], Iterable[str]]) -> Iterator[str]:
    """Two lines a group, so that a difference is two lines; JSON inside, which is YAML, and quick to write."""
    if not groups:
        yield "[]"
    for labels, there in groups.items():
        yield f"- targets: {json.dumps(list(dict.fromkeys(there)))}"
        yield f"  labels: {json.dumps(dict(labels))}"


def _labels(target: Target) -> dict[str, str]:
    """What an alert should say; a label without a value does not exist for Prometheus, so it is left out."""
    exposure, entry = target.exposure, target.entry
    service = exposure.service.name if exposure.service else ""
    labels = {
        "module": target.module,
        "hostname": target.hostname,
        "exposure": exposure.id,
        "kind": exposure.kind,
        "namespace": exposure.source.namespace,
        "service": service,
        "node": entry.node or "",
        "scheme": entry.scheme or entry.protocol.value.lower(),
    }
    return {name: visible(value) for name, value in labels.items() if value}


def _left_out(unasked: Iterable[Unasked]) -> Iterator[str]:
    by_reason: dict[tuple[str, str], list[str]] = {}
    for one in unasked:
        by_reason.setdefault((one.exposure.id, one.reason), []).append(
            f"{bracketed(one.entry.address)}:{one.entry.port}"
        )
    for (exposure, reason), places in by_reason.items():
        yield from listed(f"left out of {exposure} ({reason})", places)


def _why(exposure: str, pending: str, unasked: Iterable[Unasked]) -> str:
    reasons = [t.reason for t in unasked if t.exposure.id == exposure] or [pending]
    return f"no entry should answer: {reasons[0]}"


def modules_file(version: str) -> str:
    """A whole blackbox.yml with the modules that the targets ask for."""
    import yaml  # noqa: PLC0415 - see Exporter

    from kprobe.export.watched.modules import modules  # noqa: PLC0415 - as above

    head = (
        comment(f"Modules of blackbox_exporter for the targets of kprobe export {EXPORTER.slug}, by kprobe {version}."),
        comment("Check it:      blackbox_exporter --config.check --config.file FILE"),
        comment(
            "http_answers: any answer below 500, asked by address, whatever the certificate. http_routed: behind a"
        ),
        comment("router, by the name that clients use: any answer below 500 but 404, and a certificate that holds."),
    )
    text = yaml.safe_dump({"modules": modules()}, sort_keys=False, default_flow_style=None, width=110)
    return "\n".join((*head, "", text))


EXPORTER = Exporter(
    slug="blackbox",
    summary="targets of blackbox_exporter for Prometheus: every entry that should answer",
    render=render,
    beside={"blackbox-modules": modules_file},
)
