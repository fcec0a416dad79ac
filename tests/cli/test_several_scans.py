"""`kprobe scan` of several contexts: two real API servers, one of them taken away where a test says so."""

from __future__ import annotations

import json
import os
import signal
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from msgspec.structs import replace

from kprobe.app import ScanOptions
from kprobe.cli.ending import FailOn
from kprobe.cli.one_scan import Manner, Target
from kprobe.cli.outputs import Destination, parse_outputs
from kprobe.cli.several_scans import scan_each, worst
from kprobe.demo.api_misbehaviour import Forbidden
from kprobe.demo.api_server import ApiServer
from kprobe.kube.link import Compress
from kprobe.model.outcome import Outcome
from kprobe.model.probe_options import ProbeOptions
from kprobe.model.report import Report
from kprobe.render.renderer import Output, Renderer
from tests.kit.command_line import Done, in_terminal, kprobe, started
from tests.kit.kubeconfigs import kubeconfig
from tests.kit.manifests import host_port_pod, node, service_without_pods, write
from tests.kit.rendering import bare

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "report.schema.json").read_text(encoding="utf-8"))
ARN = "arn:aws:eks:eu-west-1:123456789012:cluster/lab"
BROKEN = (node("node1", "127.0.0.1"), service_without_pods("web", node_port=30200))
HEALTHY = (node("node1", "127.0.0.1"),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A working directory, a cluster `prod` with a dead NodePort and one with nothing exposed, called by an ARN."""

    folder: Path
    prod: ApiServer
    lab: ApiServer

    def kubeconfig(self, *more: tuple[str, str, str], **servers: str) -> Path:
        return kubeconfig(self.folder / "kubeconfig", {"prod": self.prod.url, ARN: self.lab.url, **servers}, *more)

    def scan(self, *options: str | Path) -> Done:
        """Without knocking."""
        return kprobe("scan", "--kubeconfig", "kubeconfig", "--no-probe", *options, folder=self.folder)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with ApiServer(BROKEN) as prod, ApiServer(HEALTHY) as lab:
        made = Place(folder=tmp_path, prod=prod, lab=lab)
        made.kubeconfig()
        yield made


def documents(text: str) -> list[Any]:
    """A stream of JSON documents, as jq reads it."""
    decoder, found, at = json.JSONDecoder(), [], 0
    while at < len(text):
        document, end = decoder.raw_decode(text, at)
        jsonschema.Draft202012Validator(SCHEMA).validate(document)
        found.append(document)
        at = end + len(text[end:]) - len(text[end:].lstrip())
    return found


def summary(text: str) -> list[str]:
    """The lines from the title of the summary on."""
    lines = text.splitlines()
    start = next(i for i, line in enumerate(lines) if " contexts, exit code " in line or "1 context, exit" in line)
    return lines[start:]


def of(report: Any) -> str:
    return str(report["cluster"]["context"])


def test_each_has_its_page_and_its_line_at_the_end(place: Place) -> None:
    done = place.scan("--context", ARN, "--context", "prod")
    assert (done.code, done.err) == (1, "")
    assert f"── {ARN}, 1 of 2 ─" in done.out
    assert "\n\n── prod, 2 of 2 ─" in done.out
    assert "Next: kprobe scan --context prod --kubeconfig kubeconfig " in done.out
    title, _, lab, prod = summary(done.out)
    assert title == "2 contexts, exit code 1"
    assert lab.split() == f"✓ {ARN} {place.lab.url} 0 0 no way in was found; no findings".split()
    assert prod.split() == f"✗ prod {place.prod.url} 1 1 1 not probed; 1 error".split()


def test_all_contexts_are_all_of_the_kubeconfig_and_a_cluster_is_scanned_once(place: Place) -> None:
    place.kubeconfig(("prod-shop", "prod", "shop"))
    done = place.scan("--all-contexts")
    assert done.code == 1
    assert "── prod, 1 of 2, also prod-shop ─" in done.out
    assert summary(done.out)[2].endswith("1 not probed; 1 error; also prod-shop")
    assert sum(request.path == "/version" for request in place.prod.requests) == 1


def test_all_contexts_of_files_that_kubeconfig_joins(place: Place) -> None:
    one = kubeconfig(place.folder / "one", {"prod": place.prod.url})
    two = kubeconfig(place.folder / "two", {ARN: place.lab.url})
    joined = {"KUBECONFIG": f"{one}{os.pathsep}{two}"}
    done = kprobe("scan", "--all-contexts", "--no-probe", "-o", "json", env=joined, folder=place.folder)
    assert [of(report) for report in documents(done.out)] == ["prod", ARN]


def test_where_the_whole_cluster_may_not_be_listed_the_namespaces_of_all_contexts_are(place: Place) -> None:
    kinds = ("pods", "services", "endpointslices", "ingresses", "events", "deployments", "statefulsets", "daemonsets")
    more = service_without_pods("ledger", node_port=30201, namespace="infra")
    with ApiServer((*BROKEN, more), misbehaviours=[Forbidden(resource=kind) for kind in kinds]) as api:
        config = kubeconfig(place.folder / "k", {"none": api.url}, ("a", "none", "shop"), ("b", "none", "infra"))
        done = kprobe("scan", "--all-contexts", "--kubeconfig", config, "--no-probe", "-o", "json", folder=place.folder)
    [report] = documents(done.out)
    assert {exposure["source"]["namespace"] for exposure in report["exposures"]} == {"shop", "infra"}
    assert done.code == 4
    assert summary(done.err)[2].startswith(" ~  none ")


def test_one_that_is_away_stops_no_other_and_is_told_with_its_reason(place: Place) -> None:
    place.kubeconfig(gone="http://user:secret@127.0.0.1:1")
    place.lab.close()
    done = place.scan("--context", "gone", "--context", ARN, "--context", "prod", "-o", "json")
    assert done.code == 3
    assert [of(report) for report in documents(done.out)] == ["prod"]
    assert "kprobe: context gone: cannot reach the API server http://127.0.0.1:1" in done.err
    assert f"kprobe: context {ARN}: cannot reach" in done.err
    assert "secret" not in done.err
    title, _, gone, lab, prod = summary(done.err)
    assert title == "3 contexts, exit code 3"
    assert gone.split()[:6] == ["!", "gone", "http://127.0.0.1:1", "-", "3", "cannot"]
    assert lab.split()[:5] == ["!", ARN, place.lab.url, "-", "3"]
    assert prod.split()[:5] == ["✗", "prod", place.prod.url, "1", "1"]


def test_a_context_that_leads_nowhere_is_a_line_of_its_own(place: Place) -> None:
    place.kubeconfig(("broken", "absent", ""))
    done = place.scan("--all-contexts", "-o", "json")
    assert done.code == 3
    assert "names the cluster 'absent', which the kubeconfig does not have" in summary(done.err)[-1]


def test_yaml_is_a_stream_of_documents(place: Place) -> None:
    done = place.scan("--all-contexts", "-o", "yaml")
    assert [of(report) for report in yaml.safe_load_all(done.out)] == ["prod", ARN]
    assert done.out.startswith("---\n")


def test_each_has_files_of_its_own_and_standard_output_besides(place: Place) -> None:
    (place.folder / "out").mkdir()
    done = place.scan("--all-contexts", "-o", "wide", "-o", "json=out/{context}.json", "-o", "html=out/{context}.html")
    assert done.code == 1
    lab = "arn-aws-eks-eu-west-1-123456789012-cluster-lab"
    assert {path.name for path in (place.folder / "out").iterdir()} == {
        "prod.json",
        "prod.html",
        f"{lab}.json",
        f"{lab}.html",
    }
    assert of(json.loads((place.folder / "out" / f"{lab}.json").read_text())) == ARN
    assert "2 contexts, exit code 1" in done.out


def test_a_hostile_name_leaves_neither_its_folder_nor_a_trace_on_the_terminal(place: Place) -> None:
    hostile = "../../\x1b[2Jowned"
    kubeconfig(place.folder / "kubeconfig", {hostile: place.lab.url, "gone\u202e": "http://127.0.0.1:1"})
    (place.folder / "a").mkdir()
    (place.folder / "a" / "b").mkdir()
    done = place.scan("--all-contexts", "-o", "table", "-o", "json=a/b/{context}.json")
    assert [path.name for path in (place.folder / "a" / "b").iterdir()] == ["2Jowned.json"]
    assert sorted(path.name for path in place.folder.iterdir()) == ["a", "kubeconfig"]
    assert "\x1b" not in done.out + done.err
    assert "\u202e" not in done.out + done.err
    assert "\\x1b[2Jowned, 1 of 2" in done.out
    assert done.code == 3


def test_each_has_its_own_baseline(place: Place) -> None:
    written = place.scan("--all-contexts", "--write-baseline", "{context}.json")
    assert written.code == 0
    known = place.scan("--all-contexts", "--baseline", "{context}.json")
    assert known.code == 0
    assert "--baseline prod.json" in known.out
    assert summary(known.out)[2].endswith("1 not probed; 1 error (1 known)")
    assert summary(known.out)[2].split()[0] == "·"
    (place.folder / "prod.json").unlink()
    refused = place.scan("--all-contexts", "--baseline", "{context}.json")
    assert (refused.code, refused.out) == (2, "")
    assert "--baseline prod.json: there is no such file" in refused.err


def test_named_twice_is_named_once_and_as_it_always_was(place: Place) -> None:
    once, twice = (place.scan(*["--context", "prod"] * count, "-o", "csv") for count in (1, 2))
    assert (once, once.code) == (twice, 1)
    named = place.scan("--context", "prod", "-o", "json={context}.json")
    assert (named.code, named.out, named.err) == (1, "", "")
    assert (place.folder / "{context}.json").is_file()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--context", "prd", "--context", ARN), "did you mean 'prod'?"),
        (("--context", "prod", "--all-contexts"), "Leave out one of the two"),
        (("--all-contexts", "-o", "junit"), "-o junit=kprobe-{context}.junit"),
        (("--all-contexts", "-o", "json=r.json"), "-o json=r-{context}.json"),
        (("--all-contexts", "-o", "json={context}.json", "-o", "nonsense"), "unknown format 'nonsense'"),
        (("--all-contexts", "-o", "json=no/{context}.json"), "there is no directory no"),
        (("--all-contexts", "--baseline", "b.json"), "--baseline b-{context}.json"),
        (("--all-contexts", "-o", "json=x{context}", "-o", "yaml={context}"), "two reports would be written to xprod"),
        (("--all-contexts", "--write-baseline", "{context}", "-o", "json={context}"), "would be written to prod"),
    ],
)
def test_a_mistake_is_told_before_anything_is_read(place: Place, options: tuple[str, ...], said: str) -> None:
    place.kubeconfig(xprod=place.lab.url)
    done = place.scan(*options)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert not place.prod.requests
    assert not place.lab.requests


def test_files_are_no_context(place: Place) -> None:
    done = kprobe("scan", "--from", place.folder, "--all-contexts", folder=place.folder)
    assert done.code == 2
    assert "--from reads files" in done.err


def test_the_summary_fits_a_terminal(place: Place) -> None:
    done = in_terminal("scan", "--kubeconfig", place.folder / "kubeconfig", "--all-contexts", "--no-probe", columns=80)
    assert all(len(line) <= 80 for line in summary(bare(done.out)))


def test_ctrl_c_ends_all_of_it_with_what_is_known(place: Place) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        deaf.settimeout(30)
        place.kubeconfig(deaf=f"http://127.0.0.1:{deaf.getsockname()[1]}")
        options = ("--no-probe", "-o", "json", "--allow-incomplete")
        contexts = [word for name in ("prod", "deaf", ARN) for word in ("--context", name)]
        process = started("scan", "--kubeconfig", place.folder / "kubeconfig", *options, *contexts)
        connection, _ = deaf.accept()
        time.sleep(0.2)  # until the client waits for the answer
        os.kill(process.pid, signal.SIGINT)
        out, errors = process.communicate(timeout=50)
        connection.close()
    assert process.returncode == 4
    assert [of(report) for report in documents(out)] == ["prod"]
    title, _, _, silent, lab = summary(errors)
    assert title == "3 contexts, exit code 4"
    assert silent.endswith("-     -  not looked at: stopped by Ctrl-C")
    assert lab.endswith("-     -  not looked at: stopped by Ctrl-C")
    assert not place.lab.requests


def test_ctrl_c_while_knocking_ends_all_of_it_too(place: Place) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(30)
        pod = host_port_pod("edge", port=server.getsockname()[1], node_name="node1", address="127.0.0.1")
        pod["spec"]["containers"][0]["ports"][0]["name"] = "http"  # it is asked, and does not answer
        with ApiServer((*HEALTHY, pod)) as api:
            place.kubeconfig(edge=api.url)
            options = ("--allow-address", "127.0.0.1", "--timeout", "60", "-o", "json")
            contexts = ("--context", "edge", "--context", "prod")
            process = started("scan", "--kubeconfig", place.folder / "kubeconfig", *options, *contexts)
            connections = [server.accept()[0]]
            time.sleep(0.2)  # until it waits for a word
            os.kill(process.pid, signal.SIGINT)
            out, errors = process.communicate(timeout=50)
            for connection in connections:
                connection.close()
    assert process.returncode == 4
    [report] = documents(out)
    assert report["interrupted"] == "stopped by Ctrl-C"
    assert "ended early: stopped by Ctrl-C" in summary(errors)[2]
    assert "not looked at" in summary(errors)[3]
    assert not place.prod.requests


def test_a_bug_that_one_cluster_brings_to_light_stops_no_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def divide(_report: Report, _output: Output) -> None:
        raise ZeroDivisionError("by zero")

    write(tmp_path, *HEALTHY)
    manner = Manner(
        options=ScanOptions(probe=ProbeOptions(enabled=False)),
        kubeconfig=None,
        path=tmp_path,
        compress=Compress.AUTO,
        fail_on=FailOn.ERROR,
        allow_incomplete=False,
        colorless=False,
    )
    whole = Target(
        context=None, destinations=parse_outputs(("json",)), baseline=None, write_baseline=None, command="", ask=""
    )
    faulty = Destination(renderer=Renderer(slug="faulty", summary="", render=divide), path=None)
    assert scan_each((replace(whole, destinations=(faulty,)), whole), manner, verbose=False) == 70
    shown = capsys.readouterr()
    assert len(documents(shown.out)) == 1
    assert "internal error: ZeroDivisionError: by zero" in shown.err
    assert summary(shown.err)[0] == "2 contexts, exit code 70"


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ((0, 0), 0),
        ((0, 1), 1),
        ((1, 4, 0), 4),
        ((4, 3, 1), 3),
        ((3, 2), 2),
        ((70, 3, 2, 4), 70),
        ((0, None), 4),
        ((3, None), 3),
    ],
)
def test_the_exit_code_is_the_worst_one(codes: tuple[int | None, ...], expected: int) -> None:
    outcomes = [Outcome(context=str(index), code=code) for index, code in enumerate(codes)]
    assert worst(outcomes) == expected
    assert worst(outcomes[::-1]) == expected
