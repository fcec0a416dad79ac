from __future__ import annotations

from typing import Annotated

import pytest
import typer
from typer.testing import CliRunner

from kprobe.cli.again import again, asking


def said(*arguments: str) -> list[str]:
    """What a command of these options suggests."""
    app = typer.Typer()

    def why(
        context: typer.Context,
        target: str,
        namespace: Annotated[list[str] | None, typer.Option("-n")] = None,
        kube_context: Annotated[str | None, typer.Option("--context")] = None,
        *,
        no_probe: Annotated[bool, typer.Option("--no-probe")] = False,
    ) -> None:
        typer.echo(again(context))
        typer.echo(asking(context))
        other = {"kube_context": "one of several"}
        typer.echo(again(context, instead=other))
        typer.echo(asking(context, instead=other))

    app.command()(why)
    app.callback()(lambda: None)
    done = CliRunner().invoke(app, ["why", *arguments], prog_name="kubectl kprobe", catch_exceptions=False)
    return done.output.splitlines()


@pytest.mark.parametrize(
    ("given", "whole", "ask"),
    [
        (("svc/web",), "kubectl kprobe why svc/web", "kubectl kprobe why"),
        (
            ("svc/web", "-n", "shop", "--no-probe"),
            "kubectl kprobe why svc/web -n shop --no-probe",
            "kubectl kprobe why",
        ),
        (
            ("svc/web", "--context", "my lab"),
            "kubectl kprobe why svc/web --context 'my lab'",
            "kubectl kprobe why --context 'my lab'",
        ),
        (("http://x/?a&b",), "kubectl kprobe why 'http://x/?a&b'", "kubectl kprobe why"),
    ],
    ids=["bare", "what narrows it is kept for itself alone", "where the cluster is is kept for both", "quoted"],
)
def test_a_suggestion_can_be_pasted(given: tuple[str, ...], whole: str, ask: str) -> None:
    assert said(*given)[:2] == [whole, ask]


def test_of_several_contexts_each_is_suggested_by_itself() -> None:
    assert said("svc/web", "-n", "shop", "--context", "lab")[2:] == [
        "kubectl kprobe why svc/web -n shop --context 'one of several'",
        "kubectl kprobe why --context 'one of several'",
    ]
