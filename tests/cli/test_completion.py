from __future__ import annotations

import subprocess
import sys

import pytest

from tests.cli.test_main import HEAVY
from tests.kit.command_line import environment

SHELLS = ("bash", "zsh", "fish")
PROGRAM = (
    "import sys, kprobe.cli.main as m\n"
    "sys.argv = ['kprobe']\n"
    "try: m.main()\n"
    f"finally: print(*(n for n in {HEAVY!r} if sys.modules.get(n)), file=sys.stderr)\n"
)


def completed(line: str, shell: str = "bash") -> subprocess.CompletedProcess[str]:
    """What `shell` is told when the Tab key is pressed behind `line`."""
    asked = {
        "_KPROBE_COMPLETE": f"complete_{shell}",
        "_TYPER_COMPLETE_ARGS": line,
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        "COMP_WORDS": line,
        "COMP_CWORD": str(line.count(" ")),
    }
    return subprocess.run(
        [sys.executable, "-c", PROGRAM],
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
        env={**environment(), **asked},
    )


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("kprobe sc", "scan"),
        ("kprobe scan --no-p", "--no-probe"),
        ("kprobe scan -o js", "json"),
        ("kprobe scan --fail-on w", "warning"),
        ("kprobe why --timeout 3 --wat", "--watch"),
    ],
)
def test_a_shell_is_offered_what_may_follow_and_waits_for_nothing_else(shell: str, line: str, offered: str) -> None:
    done = completed(line, shell)
    assert offered in done.stdout
    assert done.stderr.split() == [], "what is not needed is not loaded"


def test_a_code_is_offered_with_what_it_says() -> None:
    assert "KP101\tTwo pods" in completed("kprobe checks KP10", "fish").stdout


def test_nothing_is_offered_where_nothing_fits() -> None:
    assert completed("kprobe scan --nonsense").stdout.strip() == ""
