"""The options that commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kprobe.cli.ending import FailOn
from kprobe.cli.outputs import formats
from kprobe.kube.link import Compress


def _complete_format(incomplete: str) -> list[str]:
    return [slug for slug in formats() if slug.startswith(incomplete)]


Namespaces = Annotated[
    list[str] | None,
    typer.Option("-n", "--namespace", metavar="NS", help="Only this namespace (repeatable). Default: all."),
]
Selector = Annotated[
    str, typer.Option("-l", "--selector", metavar="SELECTOR", help="Only ways in whose source has these labels.")
]
Context = Annotated[
    str | None, typer.Option("--context", metavar="NAME", help="Context of the kubeconfig. Default: the current one.")
]
Kubeconfig = Annotated[
    Path | None,
    typer.Option("--kubeconfig", metavar="FILE", help="Kubeconfig. Default: $KUBECONFIG, ~/.kube/config, the pod's."),
]
From = Annotated[
    Path | None,
    typer.Option(
        "--from",
        metavar="PATH",
        help="Instead of a cluster: a snapshot, or files or folders of `kubectl get -o yaml|json`.",
    ),
]
CompressLists = Annotated[
    Compress,
    typer.Option(
        "--compress", help="Ask the API server to compress its lists; auto: where the line to it is slow, as measured."
    ),
]
NoProbe = Annotated[bool, typer.Option("--no-probe", help="Read and predict only; knock on nothing.")]
PortRange = Annotated[
    str | None,
    typer.Option("--node-port-range", metavar="A-B", help="The API server's range. Default: discovered."),
]
OneShard = Annotated[
    str | None,
    typer.Option("--shard", metavar="I/N", help="Look at part I (from 0) of N only; `kprobe merge` joins the reports."),
]
Timeout = Annotated[float, typer.Option("--timeout", metavar="SECONDS", help="For one attempt.")]
Attempts = Annotated[
    int, typer.Option("--attempts", metavar="N", help="Before a silent or refusing entry is given up.")
]
Deadline = Annotated[float, typer.Option("--deadline", metavar="SECONDS", help="For all probing.")]
Concurrency = Annotated[int, typer.Option("--concurrency", metavar="N", help="Connections at a time.")]
Rate = Annotated[float, typer.Option("--rate", metavar="N", help="New connections a second; 0 for no limit.")]
AllNodes = Annotated[bool, typer.Option("--all-nodes", help="Every NodePort on every node, not a covering sample.")]
AllowAddress = Annotated[
    list[str] | None,
    typer.Option(
        "--allow-address",
        metavar="CIDR",
        help="Also knock on these loopback, link-local or metadata addresses (repeatable).",
    ),
]
Resolver = Annotated[
    list[str] | None,
    typer.Option(
        "--resolver",
        metavar="ADDRESS[:PORT]",
        help="Ask this DNS server instead of the system's resolver (repeatable).",
    ),
]
Outputs = Annotated[
    list[str] | None,
    typer.Option(
        "-o",
        "--output",
        metavar="FORMAT[=FILE]",
        autocompletion=_complete_format,
        help=f"{', '.join(formats())} (repeatable; one to standard output, the others to a file). Default: table.",
    ),
]
NoColor = Annotated[
    bool, typer.Option("--no-color", help="No colour; also where NO_COLOR is set or output is no terminal.")
]
AllowIncomplete = Annotated[
    bool, typer.Option("--allow-incomplete", help="Do not exit 4 because something could not be read or reached.")
]
Fail = Annotated[FailOn, typer.Option("--fail-on", help="Exit 1 where a finding is at least this severe.")]
Verbose = Annotated[bool, typer.Option("-v", "--verbose", help="Show the traceback of an error.")]
