"""Credential plugins (client-go exec plugins), run with a deadline and without a terminal.

The official client's own runner has no deadline, lets the plugin read this program's standard input and goes on
without credentials where the plugin fails. Source: the client.authentication.k8s.io API.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from msgspec import Struct

from kprobe.errors import KprobeError
from kprobe.kube.decoding import BROKEN, convert_object, decode
from kprobe.model.text import visible

_CONFIG_EXTENSION = "client.authentication.k8s.io/exec"


class _Variable(Struct, frozen=True, kw_only=True):
    name: str
    value: str = ""


class _Plugin(Struct, frozen=True, kw_only=True, rename="camel"):
    command: str
    api_version: str
    args: tuple[str, ...] = ()
    env: tuple[_Variable, ...] = ()
    install_hint: str = ""
    interactive_mode: str = "IfAvailable"
    provide_cluster_info: bool = False


class _Issued(Struct, frozen=True, kw_only=True, rename="camel"):
    token: str | None = None
    client_certificate_data: str | None = None
    client_key_data: str | None = None
    expiration_timestamp: datetime | None = None


class _ExecCredential(Struct, frozen=True, kw_only=True, rename="camel"):
    api_version: str
    kind: str
    status: _Issued | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """What a plugin has issued: a token, or a client certificate and key in PEM. `expires` None: not said."""

    token: str = field(default="", repr=False)
    certificate: str = field(default="", repr=False)
    key: str = field(default="", repr=False)
    expires: datetime | None = None


def run_plugin(settings: Mapping[str, Any], cluster: Mapping[str, Any], *, seconds: float) -> Credential:
    """Run the plugin of a kubeconfig's `exec` settings for `cluster`, for at most `seconds`.

    Raises KprobeError for a plugin that is missing, fails, hangs, or answers something else.
    """
    try:
        plugin = convert_object(dict(settings), _Plugin)
    except BROKEN:
        raise KprobeError(
            "the kubeconfig's exec section lacks command or apiVersion, or has values of the wrong type"
        ) from None
    name = visible(os.path.basename(plugin.command))  # noqa: PTH119 - a command, not always a path
    if plugin.interactive_mode == "Always":
        raise KprobeError(
            f"the credential plugin {name} insists on a terminal (interactiveMode: Always)",
            hint="log in with it first, or use a kubeconfig with other credentials",
        )
    status = _answer(_output(plugin, name, cluster, seconds), plugin, name)
    if status.token:
        return Credential(token=status.token, expires=status.expiration_timestamp)
    if status.client_certificate_data and status.client_key_data:
        return Credential(
            certificate=status.client_certificate_data,
            key=status.client_key_data,
            expires=status.expiration_timestamp,
        )
    raise KprobeError(f"the credential plugin {name} gave neither a token nor a certificate with its key")


def _output(plugin: _Plugin, name: str, cluster: Mapping[str, Any], seconds: float) -> bytes:
    environment = {**os.environ, **{variable.name: variable.value for variable in plugin.env}}
    environment["KUBERNETES_EXEC_INFO"] = json.dumps(_information(plugin, cluster))
    try:
        process = subprocess.Popen(  # noqa: S603 - the person's own kubeconfig names it, as for kubectl
            [plugin.command, *plugin.args],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            start_new_session=True,  # its children can be ended with it
        )
    except (OSError, ValueError) as error:
        said = error.strerror if isinstance(error, OSError) else None
        raise KprobeError(
            f"the credential plugin {name} cannot be run: {said or 'its command or environment is invalid'}",
            hint=visible(plugin.install_hint) or f"install {name}, or use a kubeconfig with other credentials",
        ) from None
    with process:
        try:
            output, errors = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            _end(process)
            raise KprobeError(
                f"the credential plugin {name} did not answer within {seconds:g} seconds",
                hint="it may wait for a login: run it once by hand, for example with `kubectl version`",
            ) from None
        except BaseException:
            _end(process)
            raise
    if process.returncode:
        raise KprobeError(
            f"the credential plugin {name} failed with exit status {process.returncode}{_last_words(errors)}",
            hint="log in again, then try `kubectl version`, which runs the same plugin",
        )
    return output


def _end(process: subprocess.Popen[bytes]) -> None:
    if hasattr(os, "killpg"):
        # The group exists as long as its leader has not been waited for.
        os.killpg(process.pid, signal.SIGKILL)
    else:  # pragma: no cover - Windows
        process.kill()
    process.communicate()


def _information(plugin: _Plugin, cluster: Mapping[str, Any]) -> dict[str, Any]:
    spec: dict[str, Any] = {"interactive": False}
    if plugin.provide_cluster_info:
        known = ("server", "tls-server-name", "insecure-skip-tls-verify", "certificate-authority-data", "proxy-url")
        spec["cluster"] = {key: cluster[key] for key in known if key in cluster}
        for extension in cluster.get("extensions") or ():
            if extension.get("name") == _CONFIG_EXTENSION:
                spec["cluster"]["config"] = extension.get("extension")
    return {"apiVersion": plugin.api_version, "kind": "ExecCredential", "spec": spec}


def _answer(output: bytes, plugin: _Plugin, name: str) -> _Issued:
    try:
        answer = decode(output, _ExecCredential)
    except BROKEN:
        # Never quote it: it may hold the token.
        raise KprobeError(f"the credential plugin {name} did not answer with an ExecCredential") from None
    if answer.api_version != plugin.api_version or answer.status is None:
        raise KprobeError(
            f"the credential plugin {name} answered in {visible(answer.api_version)} "
            f"where {visible(plugin.api_version)} was asked for"
            if answer.status is not None
            else f"the credential plugin {name} answered without a status"
        )
    return answer.status


def _last_words(errors: bytes) -> str:
    """The last line that the plugin wrote to standard error, without anything that looks like a secret."""
    lines = [line for line in errors.decode(errors="replace").splitlines() if line.strip()]
    if not lines:
        return ""
    return ": " + visible(re.sub(r"[A-Za-z0-9_\-.+/=]{32,}", "[…]", lines[-1].strip())[:300])
