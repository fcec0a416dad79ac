from __future__ import annotations

import io

import pytest

from kprobe.render.people.paste import is_command, is_yaml, labelled, to_paste
from kprobe.render.renderer import Output


def shown(*lines: str, width: int = 40) -> list[str]:
    output = Output(stream=io.StringIO(), width=width)
    return ["".join(text for text, _ in line) for line in to_paste("Fix", lines, output)]


LONG = 'kubectl -n shop patch service web --type merge -p \'{"spec":{"selector":{"app":"web"}}}\''


def test_a_command_stays_on_one_line() -> None:
    assert shown(LONG) == [f"Fix     {LONG}"]


def test_advice_is_wrapped() -> None:
    assert shown("Make the selector equal to the labels of its pods.") == [
        "Fix     Make the selector equal to the",
        "        labels of its pods.",
    ]


def test_yaml_keeps_its_shape() -> None:
    assert shown("spec:", "  selector:", "    app: web") == [
        "Fix     spec:",
        "          selector:",
        "            app: web",
    ]


def test_a_here_document_begins_at_the_margin_and_ends_there() -> None:
    document = ("kubectl apply -f - <<'EOF'", "kind: Ingress", "spec: {}", "EOF", "Then look again.")
    assert shown(*document) == ["Fix", *document[:4], "        Then look again."]


@pytest.mark.parametrize("line", ["kubectl get pods", "kprobe scan", "curl -k https://x/"])
def test_commands(line: str) -> None:
    assert is_command(line)


@pytest.mark.parametrize("line", ["Install a controller: the API tells nothing.", "kubectl", "Use kubectl edit."])
def test_neither_command_nor_yaml(line: str) -> None:
    assert not is_command(line)
    assert not is_yaml(line)


def test_evidence_is_wrapped_whatever_it_looks_like() -> None:
    output = Output(stream=io.StringIO(), width=40)
    lines = ["".join(text for text, _ in line) for line in labelled("", ["- " + "word " * 12], output)]
    assert all(len(line.rstrip()) <= 40 for line in lines)
