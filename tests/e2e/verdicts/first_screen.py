"""Whether `kprobe why` names the culprit where a person looks first: the first screen of a small terminal."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from fnmatch import translate

from tests.e2e.cluster import KPROBE
from tests.e2e.verdicts.judge import Row, guilty
from tests.e2e.verdicts.scenario import NO_WAY_IN, Scenario
from tests.e2e.verdicts.stage import Stage

LINES, COLUMNS = 24, 80
AT_ONCE = 4
"""Processes; more would use up what nodes grant a client in refusals."""


def has_why() -> bool:
    """Whether this kprobe has the command."""
    return subprocess.run([KPROBE, "why", "--help"], capture_output=True, check=False).returncode == 0


def asked(set_up: Stage, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows, those of broken scenarios with the answer."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return tuple(pool.map(lambda row: row if row.scenario.healthy else _asked(set_up, row), rows))


def why_target(set_up: Stage, scenario: Scenario) -> str:
    """What a person would ask about: the way in, or the Service where there is none."""
    way = scenario.way if scenario.verdict != NO_WAY_IN else "svc/$NS/web"
    return str(set_up.words.fill(way, scenario))


def first_screen(page: str) -> str:
    """What is seen without scrolling, where a terminal breaks long lines anywhere."""
    seen: list[str] = []
    left = LINES
    for line in page.splitlines():
        seen.append(line[: left * COLUMNS])
        left -= max(-(-len(line) // COLUMNS), 1)
        if left <= 0:
            break
    return "\n".join(seen)


def names_culprit(screen: str, subjects: Sequence[str], causes: Sequence[str]) -> bool:
    """Whether one of the guilty objects (`Kind namespace/name`, `*` for any text) and one of the causes is in the text.

    Lines may be broken anywhere between words, and a tree draws beside them.
    """
    text = " ".join(re.sub(r"[│├└─╰╭╮╯|]", " ", screen).split())
    return any(cause in text for cause in causes) and any(re.search(_anywhere(subject), text) for subject in subjects)


def _asked(set_up: Stage, row: Row) -> Row:
    page = set_up.cluster.why(why_target(set_up, row.scenario), columns=COLUMNS)
    screen = first_screen(page)
    cause = row.scenario.cause
    causes = (*(cause.codes if cause else ()), *row.messages)
    return replace(row, first_screen=names_culprit(screen, guilty(set_up, row.scenario), causes), screen=screen)


_SHORT = {"Service": "svc", "Deployment": "deploy"}
"""Kinds as a person writes them."""


def _anywhere(subject: str) -> str:
    kind, _, path = subject.partition(" ")
    short = path.rpartition("/")[2]
    whole, alone = (translate(name)[: -len(r"\Z")].replace(".*", r"\S*") for name in (path, short))
    if kind == "Node":
        return rf"\b{whole}\b"
    return rf"(?i)\b({kind}|{_SHORT.get(kind, kind)})[ /]({whole}|{alone})(?![\w-])"
