from __future__ import annotations

import io
import json
import os
import stat
import threading
from pathlib import Path

import pytest

from kprobe.cli.outputs import emit, formats, on_stdout, parse_outputs, replacing
from kprobe.errors import ExitCode, KprobeError, UsageError
from tests.kit import reports


def test_the_table_is_the_default() -> None:
    [only] = parse_outputs(())
    assert (only.renderer.slug, only.path) == ("table", None)


def test_one_format_to_standard_output_and_others_to_files(tmp_path: Path) -> None:
    table, saved = parse_outputs(("wide", f"json={tmp_path / 'report.json'}"))
    assert (table.renderer.slug, table.path) == ("wide", None)
    assert (saved.renderer.slug, saved.path) == ("json", tmp_path / "report.json")


def test_a_dash_is_standard_output() -> None:
    assert parse_outputs(("json=-",))[0].path is None


def test_a_file_name_may_hold_an_equals_sign(tmp_path: Path) -> None:
    assert parse_outputs((f"json={tmp_path / 'a=b'}",))[0].path == tmp_path / "a=b"


def test_two_formats_may_not_share_a_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="two formats"):
        parse_outputs((f"json={tmp_path / 'x'}", f"yaml={tmp_path / 'x'}"))


def test_a_directory_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="it is a directory"):
        parse_outputs((f"json={tmp_path}",))


def test_a_name_that_no_file_system_takes_ends_in_one_message(tmp_path: Path) -> None:
    with pytest.raises(KprobeError, match="cannot write") as refused:
        emit(reports.healthy(), parse_outputs((f"json={tmp_path}/{'x' * 5000}",)))
    assert refused.value.exit_code is ExitCode.USAGE


def test_every_format_of_render_is_offered_those_for_people_first() -> None:
    assert list(formats())[:2] == ["table", "wide"]
    assert {"json", "yaml"} <= set(formats())


def test_files_and_standard_output_get_their_reports(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    emit(reports.healthy(), parse_outputs(("table", f"json={tmp_path / 'r.json'}", f"wide={tmp_path / 'r.txt'}")))
    assert json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["schema"] == "kprobe/v1"
    assert "ADDRESS" in (tmp_path / "r.txt").read_text(encoding="utf-8")
    assert "4 ways in" in capsys.readouterr().out
    assert sorted(p.name for p in tmp_path.iterdir()) == ["r.json", "r.txt"]


def test_a_file_takes_the_place_of_the_old_one_only_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "report"
    path.write_text("old")

    def fail() -> None:
        with replacing(path) as stream:
            stream.write("half of the ne")
            stream.flush()
            assert path.read_text() == "old"
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert path.read_text() == "old"
    with replacing(path) as stream:
        stream.write("new")
    assert path.read_text() == "new"
    assert [p.name for p in tmp_path.iterdir()] == ["report"]


def test_a_new_file_has_the_permissions_that_the_umask_leaves(tmp_path: Path) -> None:
    mask = os.umask(0o027)
    try:
        with replacing(tmp_path / "report") as stream:
            stream.write("x")
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "report").stat().st_mode) == 0o640


def test_an_old_file_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "report"
    path.write_text("old")
    path.chmod(0o600)
    with replacing(path) as stream:
        stream.write("new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with replacing(tmp_path / "link") as stream:
        stream.write("new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new"


def test_a_named_pipe_is_written_to_and_stays_one(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[str] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_text()))
    reader.start()
    with replacing(pipe) as stream:
        stream.write("hello")
    reader.join(10)
    assert got == ["hello"]
    assert pipe.is_fifo()


def test_a_full_disk_is_one_clear_message() -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no /dev/full")
    with pytest.raises(KprobeError, match="cannot write /dev/full: No space left on device") as refused:
        emit(reports.healthy(), parse_outputs((f"json={full}",)))
    assert refused.value.exit_code is ExitCode.USAGE


class Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("env", "colorless", "color"),
    [
        ({}, False, True),
        ({}, True, False),
        ({"NO_COLOR": "1"}, False, False),
        ({"NO_COLOR": ""}, False, True),
        ({"TERM": "dumb"}, False, False),
    ],
    ids=["a terminal", "--no-color", "NO_COLOR", "an empty NO_COLOR is none", "a dumb terminal"],
)
def test_colour_is_for_terminals_that_want_it(
    monkeypatch: pytest.MonkeyPatch, env: dict[str, str], *, colorless: bool, color: bool
) -> None:
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("COLUMNS", "93")
    monkeypatch.setattr("sys.stdout", Terminal(io.BytesIO(), encoding="utf-8"))
    output = on_stdout(colorless=colorless, command="kprobe scan")
    assert (output.color, output.width, output.unicode) == (color, 93, True)


def test_a_pipe_has_neither_colour_nor_width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "93")
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(io.BytesIO(), encoding="iso-8859-1"))
    output = on_stdout(colorless=False, command="kprobe scan")
    assert (output.color, output.width, output.unicode) == (False, 0, False)
