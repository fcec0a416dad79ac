"""kprobe as a plugin of the real kubectl, and what kubectl is told when the Tab key is pressed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_main import HEAVY
from tests.kit.command_line import environment
from tests.kit.programs import program

SCRIPTS = Path(sys.executable).parent
FILES, NO_FILES = ":0", ":4"
LOADED = (
    "import sys, kprobe.cli.main as m\n"
    "sys.argv = ['/somewhere/kubectl_complete-kprobe', 'scan', '-o', 'js']\n"
    "m.main()\n"
    f"print(*(n for n in {HEAVY!r} if sys.modules.get(n)), file=sys.stderr)\n"
)


def ran(*command: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join((str(SCRIPTS), os.environ.get("PATH", "")))
    return subprocess.run(
        [*command],
        capture_output=True,
        text=True,
        check=False,
        timeout=50,
        env={**environment(), "PATH": path},
    )


def told(*words: str) -> list[str]:
    """What `kubectl kprobe WORDS…` offers, asked as kubectl asks."""
    return ran(str(SCRIPTS / "kubectl_complete-kprobe"), *words).stdout.splitlines()


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["sc"], "scan\tEvery way in, whether it answers, and why not."),
        (["scan", "--no-p"], "--no-probe\tRead and predict only; knock on nothing."),
        (["scan", "-o", "js"], "json"),
        (["why", "--timeout", "3", "--wat"], "--watch\t"),
        (["checks", "KP10"], "KP101\tTwo pods on one node claim the same port"),
        (["export", ""], "haproxy"),
        ([""], "demo\tScan a cluster that kprobe brings along."),
    ],
)
def test_what_may_follow_is_offered_with_what_it_means(words: list[str], offered: str) -> None:
    lines = told(*words)
    assert any(line.startswith(offered) for line in lines[:-1])
    assert lines[-1] == NO_FILES


def test_the_shell_offers_files_where_kprobe_has_nothing_to_offer() -> None:
    assert told("scan", "--config", "") == [FILES]
    assert told("scan", "--nonsense", "it's; `x`", "") == [FILES]


def test_answering_loads_nothing_that_a_person_would_have_to_wait_for() -> None:
    done = ran(sys.executable, "-c", LOADED)
    assert done.stdout.splitlines() == ["json", NO_FILES]
    assert done.stderr.split() == []


def test_kubectl_runs_it_and_its_errors_name_the_command_that_was_typed() -> None:
    kubectl = program("kubectl")
    assert ran(kubectl, "kprobe", "--version").stdout.startswith("kprobe ")
    wrong = ran(kubectl, "kprobe", "scan", "--nonsense")
    assert wrong.returncode == 2
    assert "Try: kubectl kprobe scan --help" in wrong.stderr


def test_kubectl_completes_it() -> None:
    lines = ran(program("kubectl"), "__complete", "kprobe", "scan", "--fail-on", "w").stdout.splitlines()
    assert lines == ["warning", NO_FILES]
