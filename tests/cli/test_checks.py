from __future__ import annotations

import json

from kprobe.diagnosis.catalogue import catalogue
from tests.kit.command_line import in_terminal, kprobe


def test_without_a_code_everything_is_listed() -> None:
    done = kprobe("checks")
    assert (done.code, done.err) == (0, "")
    for item in catalogue():
        assert f" {item.slug} " in done.out
    assert "\nServices and endpoints\n KP301  service-selects-nothing " in done.out


def test_a_page_in_a_pipe_is_the_markdown_that_is_in_the_documentation() -> None:
    done = kprobe("checks", "kp301")
    (item,) = (i for i in catalogue() if i.code == "KP301")
    assert (done.code, done.out, done.err) == (0, item.markdown, "")


def test_a_page_in_a_terminal_is_set_to_its_width() -> None:
    done = in_terminal("checks", "service-selects-nothing", columns=60)
    assert done.code == 0
    assert "\x1b[" in done.out
    assert "## " not in done.out
    assert "Why it matters" in done.out


def test_no_colour_where_none_is_wanted() -> None:
    done = in_terminal("checks", "KP301", "--no-color")
    assert "\x1b[3" not in done.out


def test_for_programs_it_is_json() -> None:
    listed = json.loads(kprobe("checks", "-o", "json").out)
    assert [x["name"] for x in listed] == [item.slug for item in catalogue()]
    (one,) = json.loads(kprobe("checks", "KP801", "-o", "json").out)
    assert (one["code"], one["name"], one["severity"]) == ("KP801", "nothing-listens", "error")
    assert "## How to fix" in one["documentation"]


def test_an_unknown_code_is_a_mistake_in_usage() -> None:
    done = kprobe("checks", "KP3O1")
    assert (done.code, done.out) == (2, "")
    assert done.err.splitlines()[0] == "kprobe: no check or cause is called 'KP3O1'"
    assert "Did you mean KP301" in done.err


def test_the_shell_completes_codes_and_names() -> None:
    def offered(word: str) -> list[str]:
        words = {"_KPROBE_COMPLETE": "complete_bash", "COMP_WORDS": f"kprobe checks {word}", "COMP_CWORD": "2"}
        return kprobe(env=words).out.split()

    assert offered("KP20") == ["KP201", "KP202", "KP203", "KP204", "KP205"]
    assert set(offered("")) == {item.code for item in catalogue() if item.code}
    assert offered("nothing") == ["nothing-listens"]
