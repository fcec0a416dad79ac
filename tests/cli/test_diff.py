from __future__ import annotations

import gzip
import json
from pathlib import Path

import jsonschema
import pytest
from msgspec.structs import replace

from kprobe.kube.snapshot_file import save
from kprobe.model.report import Report
from kprobe.model.snapshot import Resource
from kprobe.model.why import Why
from tests.kit import reports
from tests.kit.command_line import in_terminal, kprobe
from tests.kit.objects import cluster, gap, service, service_port
from tests.kit.rendering import bare, rendered

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "diff.schema.json").read_text(encoding="utf-8"))
WEB, DEBUG = reports.node_port("web", 30200), reports.node_port("debug", 30201)
ONE = reports.report(reports.reported(WEB))
TWO = reports.report(reports.reported(WEB), reports.reported(DEBUG))


def written(folder: Path, *several: Report) -> list[Path]:
    """Each as `kprobe scan -o json` writes it."""
    paths = [folder / f"{number}.json" for number in range(len(several))]
    for path, report in zip(paths, several, strict=True):
        path.write_text(rendered(report, "json"), encoding="utf-8")
    return paths


def test_two_reports_that_say_the_same_are_0(tmp_path: Path) -> None:
    done = kprobe("diff", *written(tmp_path, ONE, ONE))
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[-1] == "Nothing has changed."


def test_a_new_way_in_is_1_unless_nothing_shall_fail(tmp_path: Path) -> None:
    paths = written(tmp_path, ONE, TWO)
    done = kprobe("diff", *paths)
    assert (done.code, done.err) == (1, "")
    assert "New ways in\n +  NodePort shop/debug" in done.out
    assert done.out.splitlines()[-1].startswith("Next: kprobe why svc/shop/debug ")
    assert kprobe("diff", *paths, "--fail-on", "never").code == 0


def test_a_way_in_that_is_gone_is_0(tmp_path: Path) -> None:
    done = kprobe("diff", *written(tmp_path, TWO, ONE))
    assert done.code == 0
    assert "Gone\n -  NodePort shop/debug" in done.out


def test_what_was_not_read_is_not_gone(tmp_path: Path) -> None:
    blind = reports.report(gaps=(gap(Resource.SERVICES),))
    done = kprobe("diff", *written(tmp_path, ONE, blind))
    assert done.code == 0
    assert "No longer known\n ?  NodePort shop/web" in done.out
    assert "Gone" not in done.out
    assert "Nothing is known to be worse." in done.out


def test_several_formats_at_once_and_json_fulfils_its_schema(tmp_path: Path) -> None:
    places = ("-o", "markdown", "-o", f"json={tmp_path / 'd.json'}", "-o", f"table={tmp_path / 't'}")
    done = kprobe("diff", *written(tmp_path, ONE, TWO), *places)
    assert done.out.startswith("## kprobe diff: Worse than before")
    document = json.loads((tmp_path / "d.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(SCHEMA).validate(document)
    assert [(c["id"], c["change"]) for c in document["exposures"]] == [("node-port/shop/debug/80/TCP", "new")]
    assert "NodePort shop/debug" in (tmp_path / "t").read_text(encoding="utf-8")


def test_snapshots_are_compared_by_what_the_configuration_says(tmp_path: Path) -> None:
    web = service("web", service_port(80, node=30200))
    debug = service("debug", service_port(80, node=30201), selector={"app": "nobody"})
    save(cluster(web).snapshot, tmp_path / "old.json")
    save(cluster(web, debug).snapshot, tmp_path / "new.json.gz")
    done = kprobe("diff", tmp_path / "old.json", tmp_path / "new.json.gz", "-o", "json")
    document = json.loads(done.out)
    assert done.code == 1
    assert [(c["id"], c["change"]) for c in document["exposures"]] == [("node-port/shop/debug/80/TCP", "new")]
    assert "KP301/Service/shop/debug" in {c["id"] for c in document["findings"]}
    assert document["new"]["probed"] is False
    assert document["new"]["generated"] == "2026-11-01T12:00:00Z"


def test_a_snapshot_and_a_report_do_not_mix(tmp_path: Path) -> None:
    (report,) = written(tmp_path, ONE)
    save(cluster().snapshot, tmp_path / "taken.json")
    done = kprobe("diff", tmp_path / "taken.json", report)
    assert (done.code, done.out) == (2, "")
    assert f"taken.json is a snapshot and {report} is a report" in done.err
    assert f"kprobe scan --from {tmp_path / 'taken.json'}" in done.err


def test_a_report_may_be_compressed_whatever_it_is_called(tmp_path: Path) -> None:
    (report,) = written(tmp_path, ONE)
    (tmp_path / "packed.bin").write_bytes(gzip.compress(report.read_bytes()))
    assert kprobe("diff", tmp_path / "packed.bin", report).code == 0


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"apiVersion: v1\n", "is no report"),
        (b'{"schema": "kprobe/v2"}', "a report of another version (kprobe/v2)"),
        (b"\x1f\x8b\x08damaged", "cannot read"),
    ],
    ids=["something else", "another version", "damaged"],
)
def test_what_cannot_be_read_is_3_and_one_message(tmp_path: Path, data: bytes, said: str) -> None:
    (report,) = written(tmp_path, ONE)
    (tmp_path / "x.json").write_bytes(data)
    done = kprobe("diff", report, tmp_path / "x.json")
    assert (done.code, done.out) == (3, "")
    assert said in done.err
    assert "Traceback" not in done.err


def test_a_file_that_is_not_there_is_3(tmp_path: Path) -> None:
    done = kprobe("diff", tmp_path / "none.json", tmp_path / "none.json")
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith("kprobe: cannot read ")


def test_an_answer_of_why_is_refused(tmp_path: Path) -> None:
    done = kprobe("diff", *written(tmp_path, ONE, replace(ONE, why=Why(target="svc/shop/web"))))
    assert done.code == 2
    assert "is an answer of `kprobe why`" in done.err


def test_a_wrong_format_is_2_before_anything_is_read(tmp_path: Path) -> None:
    done = kprobe("diff", tmp_path / "a", tmp_path / "b", "-o", "pdf")
    assert (done.code, done.out) == (2, "")
    assert "Formats: table, wide, json, yaml, csv, html, junit, markdown, prometheus, sarif" in done.err


def test_a_terminal_gets_colour_and_its_own_width(tmp_path: Path) -> None:
    done = in_terminal("diff", *written(tmp_path, ONE, TWO), columns=80)
    assert done.code == 1
    assert "\x1b[1;31m" in done.out
    rows = [line for line in bare(done.out).splitlines() if "NodePort" in line]
    assert rows
    assert all(len(row) <= 80 for row in rows)
