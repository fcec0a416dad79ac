from __future__ import annotations

import io

from kprobe.model.route import Link, LinkState
from kprobe.render.people.links import Drawing, culprit_of, link_lines
from kprobe.render.renderer import Output
from tests.kit import targets

SOUND = targets.link("node", LinkState.OK, "Ready", "condition Ready is True")
DARK = targets.link("service-proxy", LinkState.UNKNOWN, "not known", "kube-proxy's ConfigMap: forbidden")


def shown(*links: Link, every: bool = False) -> list[str]:
    output = Output(stream=io.StringIO(), width=100)
    lines = link_lines(links, "", Drawing.on(output), output, every=every)
    return ["".join(text for text, _ in line) for line in lines]


def test_each_state_has_a_mark_and_a_word() -> None:
    broken = targets.link("endpoints", LinkState.BROKEN, "none is ready")
    open_question = targets.link("process", LinkState.NOT_CHECKED, "only a probe can tell")
    assert [line[3:] for line in shown(SOUND, DARK, broken, open_question) if "forbidden" not in line] == [
        "✓ node           ok, Ready",
        "? service proxy  unknown: not known",
        "✗ endpoints      broken here: none is ready",
        "· process        not checked: only a probe can tell",
    ]


def test_evidence_stands_beside_what_is_in_doubt_and_beside_all_where_all_is_asked_for() -> None:
    assert not any("condition Ready" in line for line in shown(SOUND, DARK))
    assert any("forbidden" in line for line in shown(SOUND, DARK))
    assert any("condition Ready" in line for line in shown(SOUND, DARK, every=True))


def test_the_first_that_is_broken_is_the_culprit() -> None:
    first, second = (targets.link(name, LinkState.BROKEN) for name in ("node", "pod"))
    assert culprit_of((DARK, first, second)) == first
    assert culprit_of((SOUND, DARK)) is None
