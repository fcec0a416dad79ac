from __future__ import annotations

import subprocess
import sys

import pytest

from kprobe import __version__
from kprobe.cli.main import main
from kprobe.cli.outputs import formats
from tests.kit.command_line import environment, kprobe

HEAVY = (
    "kubernetes",
    "httpx",
    "asyncio",
    "cryptography",
    "rich",
    "yaml",
    "ssl",
    "urllib3",
    "pydantic",
    "kprobe.app",
)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["scan", "--help"],
        ["export", "--help"],
        ["demo", "-h"],
        ["checks", "-h"],
        ["check", "-h"],
        ["ports", "-h"],
        ["diff", "-h"],
        ["serve", "-h"],
        [],
    ],
    ids=lambda arguments: " ".join(arguments) or "no argument",
)
def test_what_needs_no_cluster_loads_no_stage(arguments: list[str]) -> None:
    program = (
        "import sys, kprobe.cli.main as m\n"
        f"sys.argv = ['kprobe', *{arguments!r}]\n"
        "try: m.main()\n"
        f"finally: print(*(n for n in {HEAVY!r} if n in sys.modules), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=30, env=environment()
    )
    assert done.stderr.split() == []


def test_the_version() -> None:
    done = kprobe("--version")
    assert (done.code, done.out, done.err) == (0, f"kprobe {__version__}\n", "")


def test_without_a_command_help_is_shown() -> None:
    done = kprobe()
    assert done.code == 0
    for command in ("scan", "check", "ports", "snapshot", "checks", "demo"):
        assert f"\n  {command} " in done.out


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_of_scan_lists_the_formats_and_the_exit_codes(option: str) -> None:
    done = kprobe("scan", option)
    assert done.code == 0
    assert "table, wide, json, yaml" in done.out
    assert "Exit codes: 0 nothing" in done.out


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (["nonsense"], "No such command 'nonsense'", "Try: kprobe --help"),
        (["scan", "--nonsense"], "No such option: --nonsense", "Try: kprobe scan --help"),
        (["scan", "--timeout", "soon"], "--timeout", "Try: kprobe scan --help"),
        (["scan", "--timeout", "nan"], "--timeout nan is out of range", "seconds an attempt"),
        (["scan", "--attempts", "0"], "--attempts 0 is out of range", "From 1 to"),
        (["scan", "--deadline", "-1"], "--deadline -1 is out of range", "seconds"),
        (["scan", "--concurrency", "0"], "--concurrency 0 is out of range", "From 1 to"),
        (["scan", "--rate", "inf"], "--rate inf is out of range", "0 for no limit"),
        (["scan", "-o", "toml"], "unknown format 'toml'", "Formats: table, wide, json, yaml"),
        (["scan", "-o", "json="], "names no file", "-o json=FILE"),
        (["scan", "-o", "json", "-o", "yaml"], "only one format can go to standard output", "-o yaml=FILE"),
        (["scan", "-o", "json=/no/such/folder/x"], "there is no directory /no/such/folder", "mkdir -p"),
        (["scan", "--fail-on", "panic"], "'panic' is not one of", "Try: kprobe scan --help"),
        (["scan", "-n", "Not A Name"], "'Not A Name' is not a namespace's name", "Repeat -n"),
        (["scan", "-l", "a=b=c"], "label selector 'a=b=c' cannot be read", "as for kubectl"),
        (["scan", "--node-port-range", "32767-30000"], "is not a range of ports", "30000-32767"),
        (["scan", "--allow-address", "localhost"], "'localhost' is neither an address nor a CIDR", "127.0.0.0/8"),
        (["scan", "--resolver", "dns.example"], "is not the address of a DNS server", "10.0.0.10:5353"),
        (["scan", "--from", "x", "--context", "y"], "--from reads files", "leave out --from"),
        (["snapshot"], "'-o'", "Try: kprobe snapshot --help"),
        (["snapshot", "-o", "/no/such/folder/x"], "there is no directory /no/such/folder", "mkdir -p"),
        (["demo", "-o", "toml"], "unknown format 'toml'", "Formats:"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_mistake_in_usage_is_one_message_with_the_next_step(
    arguments: list[str],
    message: str,
    hint: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "argv", ["kprobe", *arguments])
    with pytest.raises(SystemExit) as end:
        main()
    shown = capsys.readouterr()
    assert end.value.code == 2
    assert shown.out == ""
    first, second = shown.err.splitlines()
    assert first.startswith("kprobe: ")
    assert message in first
    assert hint in second


def test_nothing_in_a_message_is_obeyed_by_a_terminal() -> None:
    done = kprobe("scan", "-o", "\x1b[31mred")
    assert "\x1b" not in done.err
    assert "\\x1b[31mred" in done.err


@pytest.mark.parametrize(
    ("words", "index", "offered"),
    [("kprobe sc", 1, ["scan"]), ("kprobe scan -o ", 3, [*formats()]), ("kprobe scan -o y", 3, ["yaml"])],
    ids=["commands", "formats", "a format"],
)
def test_the_shell_completes(words: str, index: int, offered: list[str]) -> None:
    done = kprobe(env={"_KPROBE_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(index)})
    assert done.out.split() == offered


def test_as_a_kubectl_plugin_it_says_so() -> None:
    program = "import sys, kprobe.cli.main as m; sys.argv = ['/usr/bin/kubectl-kprobe', '--help']; m.main()"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=30, env=environment()
    )
    assert done.stdout.startswith("Usage: kubectl kprobe ")
