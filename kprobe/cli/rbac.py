"""`kprobe rbac`: what these credentials may read, and the roles that a scan needs."""

from __future__ import annotations

import re
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kprobe.cli import options, values
from kprobe.cli.ending import guarded
from kprobe.cli.outputs import on_stdout
from kprobe.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from kprobe.model.rights import Rights

_ACCOUNT = re.compile(r"([a-z0-9][-a-z0-9]{0,62})/([a-z0-9][-.a-z0-9]{0,252})")


class Format(StrEnum):
    """How to show it."""

    TABLE = "table"
    JSON = "json"


def rbac(
    *,
    namespace: options.Namespaces = None,
    kube_context: options.Context = None,
    kubeconfig: options.Kubeconfig = None,
    manifest: Annotated[
        bool, typer.Option("--manifest", help="Print the roles that a scan needs, to pipe into kubectl apply -f -.")
    ] = False,
    service_account: Annotated[
        str | None,
        typer.Option("--service-account", metavar="NAMESPACE/NAME", help="With --manifest: bind the roles to it."),
    ] = None,
    output: Annotated[Format, typer.Option("-o", "--output", help="For people, or for programs.")] = Format.TABLE,
    no_color: options.NoColor = False,
    verbose: options.Verbose = False,
) -> None:
    """Tell what these credentials may read, what a scan would not know for want of a right, and which roles it needs.

    Nothing is sent but GET: one object of each list is asked for. Exit code 1 where a scan would be incomplete.
    """
    with guarded(verbose=verbose):
        account = _account(service_account)
        if manifest:
            _print_roles(account)
            return
        if account is not None:
            raise UsageError("--service-account goes with --manifest", hint="It says to whom the roles are bound.")
        chosen = values.namespaces(namespace or ())

        from kprobe.kube.review import review  # noqa: PLC0415 - `kprobe --help` must not load the client

        rights = review(kubeconfig=kubeconfig, context=kube_context, namespaces=chosen)
        if output is Format.JSON:
            _print_json(rights)
        else:
            from kprobe.render.people.rights import listing  # noqa: PLC0415 - as above

            listing(rights, on_stdout(colorless=no_color, command="kprobe rbac"))
        raise typer.Exit(ExitCode.OK if rights.complete else ExitCode.FINDINGS)


def _account(text: str | None) -> tuple[str, str] | None:
    if text is None:
        return None
    match = _ACCOUNT.fullmatch(text)
    if match is None:
        raise UsageError(f"--service-account {text!r} is not NAMESPACE/NAME", hint="For example kprobe/kprobe.")
    return match[1], match[2]


def _print_roles(account: tuple[str, str] | None) -> None:
    import yaml  # noqa: PLC0415 - `kprobe --help` does not pay for it

    from kprobe.kube.manifest import roles  # noqa: PLC0415 - as above

    yaml.safe_dump_all(roles(account), sys.stdout, sort_keys=False, default_flow_style=None, width=120)


def _print_json(rights: Rights) -> None:
    import json  # noqa: PLC0415 - as above

    json.dump(_document(rights), sys.stdout, indent=2)
    sys.stdout.write("\n")


def _document(rights: Rights) -> dict[str, Any]:
    return {
        "schema": "kprobe-rbac/v1",
        "context": rights.context,
        "server": rights.server,
        "complete": rights.complete,
        "rights": [
            {
                "verb": r.verb,
                "group": r.group,
                "resource": r.resource,
                "name": r.name,
                "namespace": r.namespace,
                "url": r.url,
                "allowed": r.allowed.value,
                "namespaces": list(r.namespaces),
                "effect": r.effect,
                "advisory": r.advisory,
                "detail": r.detail,
            }
            for r in rights.rights
        ],
        "gaps": [
            {"what": g.what, "reason": g.reason.value, "effect": g.effect, "advisory": g.advisory} for g in rights.gaps
        ],
    }
