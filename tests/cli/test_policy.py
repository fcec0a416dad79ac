"""kprobe.yaml and baselines of `kprobe scan`, against a real API server."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from kprobe.demo.api_server import ApiServer
from tests.kit.command_line import Done, kprobe
from tests.kit.manifests import host_port_pod, node, service_without_pods, write

ADDRESS, PORT = "198.51.100.1", 8080
DOCS = Path(__file__).parents[2] / "docs"
SCHEMAS = {
    name: json.loads((DOCS / f"{name}.schema.json").read_text(encoding="utf-8")) for name in ("report", "baseline")
}


def objects(*more: dict[str, Any]) -> list[dict[str, Any]]:
    edge = host_port_pod("edge", port=PORT, node_name="node1", address=ADDRESS)
    return [node("node1", ADDRESS), edge, service_without_pods("web", node_port=30200), *more]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A working directory."""

    folder: Path

    def scan(self, *options: str | Path, more: tuple[dict[str, Any], ...] = ()) -> Done:
        """Of a cluster with a host port that should answer, and a NodePort with nobody behind it."""
        files = self.folder / "files"
        files.mkdir(exist_ok=True)
        write(files, *objects(*more))
        return kprobe("scan", "--from", "files", "--no-probe", *options, folder=self.folder)

    def live(self, *options: str | Path, more: tuple[dict[str, Any], ...] = ()) -> Done:
        """The same, read from an API server."""
        with ApiServer(objects(*more)) as server:
            kubeconfig = server.kubeconfig(self.folder / "kubeconfig")
            return kprobe("scan", "--kubeconfig", kubeconfig, "--no-probe", *options, folder=self.folder)

    def report(self, *options: str | Path, **objects: Any) -> Any:
        """The same as JSON."""
        document = json.loads(self.scan("-o", "json", *options, **objects).out)
        jsonschema.Draft202012Validator(SCHEMAS["report"]).validate(document)
        return document

    def policy(self, text: str, name: str = "kprobe.yaml") -> None:
        (self.folder / name).write_text(text, encoding="utf-8")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(folder=tmp_path)


def counted(report: Any) -> set[str]:
    return {f["code"] for f in report["findings"] if "ignored" not in f}


IGNORE = "ignores: [{code: KP301, object: Service/shop/web, reason: in spring, until: 2099-01-01}]"
DEBUG = service_without_pods("debug", node_port=30201)


class TestPolicy:
    def test_what_is_ignored_is_not_lost(self, place: Place) -> None:
        place.policy(IGNORE)
        done = place.scan("-o", "wide", "-o", "json=r.json")
        assert done.code == 0
        assert "1 finding ignored" in done.out
        assert "ignored until 2099-01-01 by kprobe.yaml: in spring" in done.out
        assert "Policy kprobe.yaml: 1 finding ignored." in done.out
        report = json.loads((place.folder / "r.json").read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator(SCHEMAS["report"]).validate(report)
        (ignored,) = [f for f in report["findings"] if "ignored" in f]
        assert ignored["id"] == "KP301/Service/shop/web"
        assert ignored["ignored"] == {"reason": "in spring", "until": "2099-01-01", "by": "kprobe.yaml"}
        assert (report["summary"]["ignored"], report["summary"]["severities"]["error"]) == (1, 0)
        assert report["held_against"] == {"policy": "kprobe.yaml", "baseline": None}

    def test_what_fails_is_the_files_word_and_the_options_wins(self, place: Place) -> None:
        place.policy("{fail_on: never}")
        assert place.scan().code == 0
        assert place.scan("--fail-on", "error").code == 1

    def test_the_file_in_the_folder_can_be_left_out(self, place: Place) -> None:
        place.policy("this: is wrong")
        done = place.scan("--config", "/dev/null")
        assert done.code == 1
        assert "--config /dev/null" in done.out.splitlines()[-1]

    def test_a_mistake_in_it_is_2_and_one_message_before_the_cluster_is_read(self, place: Place) -> None:
        place.policy("ignores:\n- code: KP301\n  reson: x\n")
        done = kprobe("scan", "--kubeconfig", "/no/such/file", folder=place.folder)
        assert (done.code, done.out) == (2, "")
        assert done.err.splitlines() == [
            "kprobe: kprobe.yaml:2: ignores[0]: unknown key 'reson'",
            "  Did you mean reason?",
        ]

    def test_only_these_may_be_open(self, place: Place) -> None:
        place.policy("exposed: [{kind: load-balancer}]")
        report = place.report()
        said = {f["code"]: f for f in report["findings"]}
        assert said["KP913"]["subject"]["name"] == "edge"
        assert "load-balancer" in said["KP914"]["message"]
        assert {e["id"]: e["expected"] for e in report["exposures"]} == dict.fromkeys(
            (e["id"] for e in report["exposures"]), False
        )
        place.policy(f"exposed: [{{kind: host-port, port: {PORT}}}]")
        assert counted(place.report()) == {"KP301"}

    def test_a_tenants_annotation_has_no_effect_and_is_said_unless_it_is_allowed(self, place: Place) -> None:
        web = service_without_pods("web", node_port=30200)
        web["metadata"]["annotations"] = {"kprobe.dev/ignore": "KP301 not launched yet"}
        with ApiServer([node("node1", ADDRESS), web]) as server:
            kubeconfig = server.kubeconfig(place.folder / "kubeconfig")
            kprobe("snapshot", "--kubeconfig", kubeconfig, "-o", "s.json", folder=place.folder)
        scan = ("scan", "--from", "s.json", "--no-probe", "-o", "json")
        assert counted(json.loads(kprobe(*scan, folder=place.folder).out)) == {"KP301", "KP915"}
        place.policy("annotations: [{namespace: shop, code: KP3*}]")
        report = json.loads(kprobe(*scan, folder=place.folder).out)
        assert counted(report) == set()
        (ignored,) = [f["ignored"] for f in report["findings"] if "ignored" in f]
        assert ignored == {"reason": "not launched yet", "until": None, "by": "Service shop/web"}


class TestBaseline:
    def test_what_is_accepted_is_0_and_a_new_node_port_is_1(self, place: Place) -> None:
        assert place.live("--write-baseline", "b.json").code == 0
        jsonschema.Draft202012Validator(SCHEMAS["baseline"]).validate(json.loads((place.folder / "b.json").read_text()))
        assert place.live("--baseline", "b.json", more=(DEBUG,)).code == 1

    def test_what_is_known_is_0(self, place: Place) -> None:
        place.scan("--write-baseline", "b.json")
        assert place.scan("--baseline", "b.json").code == 0

    def test_a_new_node_port_that_is_ignored_with_a_reason_is_0(self, place: Place) -> None:
        place.scan("--write-baseline", "b.json")
        place.policy("ignores: [{object: Service/shop/debug, reason: for the audit}]")
        assert place.scan("--baseline", "b.json", more=(DEBUG,)).code == 0

    def test_what_is_new_and_what_is_known_is_said_and_marked(self, place: Place) -> None:
        place.scan("--write-baseline", "b.json")
        done = place.scan("--baseline", "b.json", "-o", "table", "-o", "json=r.json", more=(DEBUG,))
        assert "KP916  Service shop/debug  node-port 30201 of Service shop/debug is new" in done.out
        assert "Baseline b.json: new are 2 findings and 1 way in; known are 1 finding and 2 ways in." in done.out
        report = json.loads((place.folder / "r.json").read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator(SCHEMAS["report"]).validate(report)
        assert {f["id"].partition("/node-port")[0]: f["known"] for f in report["findings"]} == {
            "KP301/Service/shop/web": True,
            "KP301/Service/shop/debug": False,
            "KP916/Service/shop/debug": False,
        }
        assert {e["source"]["name"]: e["known"] for e in report["exposures"]} == {
            "web": True,
            "edge": True,
            "debug": False,
        }
        assert report["summary"]["known"] == 1
        assert report["held_against"]["baseline"] == "b.json"

    def test_a_job_that_keeps_its_baseline_reports_a_change_once(self, place: Place) -> None:
        place.scan("--write-baseline", "b.json")
        both = ("--baseline", "b.json", "--write-baseline", "b.json")
        first, second = (place.scan(*both, more=(DEBUG,)) for _ in range(2))
        assert (first.code, second.code) == (1, 0)
        assert "--baseline b.json" in second.out.splitlines()[-1]

    def test_the_first_night_of_a_job_that_keeps_its_baseline_accepts_what_is_there(self, place: Place) -> None:
        both = ("--baseline", "b.json", "--write-baseline", "b.json")
        first = place.scan(*both)
        assert first.code == 0
        assert "there is no b.json yet: what is found now is accepted and written there" in first.err
        second = place.scan(*both, more=(DEBUG,))
        assert (second.code, second.err) == (1, "")

    def test_a_baseline_that_is_missing_is_an_error_where_another_is_written(self, place: Place) -> None:
        assert place.scan("--baseline", "gone.json", "--write-baseline", "b.json").code == 2
        assert not (place.folder / "b.json").exists()

    def test_a_gap_is_4_all_the_same(self, place: Place) -> None:
        files = place.folder / "files"
        files.mkdir()
        (files / "nodes.json").write_text(json.dumps({"apiVersion": "v1", "kind": "NodeList", "items": []}))
        scan = ("scan", "--from", files, "--no-probe")
        assert kprobe(*scan, "--write-baseline", "b.json", folder=place.folder).code == 4
        assert kprobe(*scan, "--baseline", "b.json", folder=place.folder).code == 4
        assert kprobe(*scan, "--baseline", "b.json", "--allow-incomplete", folder=place.folder).code == 0

    @pytest.mark.parametrize(
        ("text", "code", "said"),
        [(None, 2, "there is no such file"), ("{}", 3, "is without a schema"), ("nonsense", 3, "is no baseline")],
        ids=["not there", "something else", "damaged"],
    )
    def test_one_that_cannot_be_read_is_one_message(self, place: Place, text: str | None, code: int, said: str) -> None:
        if text is not None:
            (place.folder / "b.json").write_text(text)
        done = place.scan("--baseline", "b.json")
        assert (done.code, done.out) == (code, "")
        assert said in done.err

    def test_a_place_that_cannot_be_written_is_said_before_the_cluster_is_read(self, place: Place) -> None:
        done = kprobe("scan", "--write-baseline", "/no/such/b.json", "--kubeconfig", "/no/such", folder=place.folder)
        assert (done.code, done.out) == (2, "")
        assert "there is no directory /no/such" in done.err
