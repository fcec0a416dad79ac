"""Commands to suggest: with the options that were given, so that they can be pasted."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import typer

_WHERE = {
    "kube_context": "--context",
    "kubeconfig": "--kubeconfig",
    "path": "--from",
    "node_port_range": "--node-port-range",
    "allow_address": "--allow-address",
    "resolver": "--resolver",
}
_REPEATED = {
    "namespace": "-n",
    "selector": "-l",
    "everything": "--all",
    **_WHERE,
    "no_probe": "--no-probe",
    "all_nodes": "--all-nodes",
    "shard": "--shard",
    "config": "--config",
    "baseline": "--baseline",
}
_NONE: Mapping[str, str] = MappingProxyType({})


def again(context: typer.Context, own: Mapping[str, str] = _NONE) -> str:
    """The command as it was given, but for where the report goes: what a suggestion begins with.

    `own`: options that no other command has, by parameter.
    """
    words = [context.command_path]
    for name in ("exporter", "target", "targets"):
        given = context.params.get(name) or ()
        words += (shlex.quote(str(word)) for word in (given if isinstance(given, (list, tuple)) else (given,)))
    return " ".join((*words, *_given(context, {**_REPEATED, **own})))


def asking(context: typer.Context) -> str:
    """`kprobe why` with what says where the cluster is: the target comes behind it."""
    program = context.command_path.rpartition(" ")[0] or context.command_path
    return " ".join((program, "why", *_given(context, _WHERE)))


def _given(context: typer.Context, known: Mapping[str, str]) -> Iterable[str]:
    for name, option in known.items():
        given = context.params.get(name)
        if given is True:
            yield option
        elif given:
            for value in given if isinstance(given, (list, tuple)) else (given,):
                yield from (option, shlex.quote(str(value)))
