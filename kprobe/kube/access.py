"""Credentials, TLS and proxies, by the official client."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import urllib3
from msgspec import Struct

import kprobe
from kprobe.errors import KprobeError
from kprobe.kube.credentials import Renewal, exec_credentials, token_file
from kprobe.kube.kubeconfig import Chosen, choose, no_kubeconfig, paths
from kprobe.kube.threads import within

SERVICE_ACCOUNT = Path("/var/run/secrets/kubernetes.io/serviceaccount")


class Access(Struct, frozen=True, kw_only=True):
    """Open doors to one API server.

    `url` is what requests go to, `server` the same fit to be shown. `context` is "" in a pod. `namespace` is the
    context's, or the service account's. `packed`: whether big answers should come compressed, None where the
    line has to show it.
    """

    context: str
    namespace: str
    url: str
    pool: urllib3.PoolManager
    authorisation: Callable[[], Mapping[str, str]]
    renew: Callable[[], bool]
    fixed_headers: Mapping[str, str]
    packed: bool | None

    @property
    def server(self) -> str:
        """The API server's URL without user and password."""
        parts = urlsplit(self.url)
        return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()

    def headers(self) -> dict[str, str]:
        """For one request; the credentials in them are those of this moment.

        Raises KprobeError where one of them cannot be sent: HTTP takes Latin-1 in a line (RFC 9110, section 5.5).
        """
        found = {**self.fixed_headers, **self.authorisation()}
        if unfit := next((name for name, value in found.items() if not _fits(value)), ""):
            raise KprobeError(
                f"the credentials of the kubeconfig cannot be sent: a character in {unfit} does not fit into a header",
                hint="see whether the token was cut or pasted wrongly",
            )
        return found

    def close(self) -> None:
        """Close the connections that are idle."""
        self.pool.clear()


def open_access(
    *,
    kubeconfig: Path | None,
    context: str | None,
    plugin_seconds: float,
    service_account: Path = SERVICE_ACCOUNT,
) -> Access:
    """Access by kubeconfig or, without one and in a pod, by the pod's service account.

    Raises KprobeError or UsageError for what is missing, malformed or does not work.
    """
    files = paths(kubeconfig, os.environ)
    if files:
        return _by_kubeconfig(choose(files, context), plugin_seconds)
    if context is None and os.environ.get("KUBERNETES_SERVICE_HOST") and service_account.is_dir():
        return _by_service_account(service_account)
    raise no_kubeconfig()


def _by_kubeconfig(chosen: Chosen, plugin_seconds: float) -> Access:
    cluster, user = dict(chosen.cluster), dict(chosen.user)
    cluster["server"] = server = _server_url(str(cluster["server"]))
    renewal: Renewal | None = None
    if "tokenFile" in user:
        renewal = token_file(Path(user.pop("tokenFile")), fallback=str(user.get("token", "")))
        user["token"] = renewal.token()
    elif "exec" in user and "token" not in user:
        renewal, issued = exec_credentials(user.pop("exec"), cluster, seconds=plugin_seconds)
        user |= issued
    _refuse_removed(user)
    configuration = _load(chosen, cluster, user, plugin_seconds)
    if renewal is not None:
        configuration.refresh_api_key_hook = renewal.into if "token" in user else None
    if "proxy-url" not in cluster and _is_loopback(server):
        configuration.proxy = None  # as kubectl: proxies of the environment are not for loopback
    if cluster.get("insecure-skip-tls-verify"):
        urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
    return _access(
        configuration,
        context=chosen.context,
        namespace=chosen.namespace,
        renew=renewal.renew if renewal is not None else lambda: False,
        packed=False if cluster.get("disable-compression") or _is_loopback(server) else None,
        impersonate=user,
    )


def _load(chosen: Chosen, cluster: Mapping[str, Any], user: Mapping[str, Any], seconds: float) -> Any:
    from kubernetes.client import Configuration  # noqa: PLC0415 - costs 200 ms
    from kubernetes.config import ConfigException, load_kube_config_from_dict  # noqa: PLC0415

    configuration = Configuration()
    merged = {
        "current-context": chosen.context,
        "contexts": [{"name": chosen.context, "context": {"cluster": "cluster", "user": "user"}}],
        "clusters": [{"name": "cluster", "cluster": cluster}],
        "users": [{"name": "user", "user": user}],
    }

    def load() -> None:
        load_kube_config_from_dict(merged, client_configuration=configuration, persist_config=False)

    try:
        # An auth-provider may ask its issuer for a new token, without any limit of its own.
        within(seconds, load) if "auth-provider" in user else load()
    except TimeoutError:
        raise KprobeError(
            f"the auth-provider of context {chosen.context!r} did not answer within {seconds:g} seconds"
        ) from None
    except ConfigException as error:
        raise KprobeError(f"context {chosen.context!r} cannot be used: {error}") from None
    except Exception as error:  # noqa: BLE001 - the client raises whatever its parts raise
        raise KprobeError(
            f"the credentials of context {chosen.context!r} cannot be used ({type(error).__name__})",
            hint="a certificate or key may be damaged, or a login expired; `kubectl version` reads the same file",
        ) from None
    return configuration


def _by_service_account(folder: Path) -> Access:
    from kubernetes.client import Configuration  # noqa: PLC0415 - costs 200 ms
    from kubernetes.config import ConfigException  # noqa: PLC0415
    from kubernetes.config.incluster_config import InClusterConfigLoader  # noqa: PLC0415

    configuration = Configuration()
    try:
        InClusterConfigLoader(str(folder / "token"), str(folder / "ca.crt"), environ=os.environ).load_and_set(
            configuration
        )
    except (ConfigException, OSError) as error:
        raise KprobeError(
            f"this pod's service account cannot be used: {error}",
            hint="check automountServiceAccountToken, or name a kubeconfig with --kubeconfig",
        ) from None
    try:
        namespace = (folder / "namespace").read_text().strip()
    except OSError:
        namespace = "default"
    return _access(configuration, context="", namespace=namespace, renew=lambda: False, packed=False, impersonate={})


def _access(
    configuration: Any,
    *,
    context: str,
    namespace: str,
    renew: Callable[[], bool],
    packed: bool | None,
    impersonate: Mapping[str, Any],
) -> Access:
    from kubernetes.client import ApiClient  # noqa: PLC0415 - costs 200 ms

    try:
        pool: urllib3.PoolManager = ApiClient(configuration).rest_client.pool_manager
    except (ValueError, AssertionError, ImportError, OSError) as error:
        raise KprobeError(
            f"no connection to the API server can be made ready ({type(error).__name__})",
            hint="check proxy-url in the kubeconfig, HTTPS_PROXY, and the certificate files",
        ) from None

    def authorisation() -> dict[str, str]:
        return {
            setting["key"]: setting["value"]
            for setting in configuration.auth_settings().values()
            if setting["in"] == "header" and setting["value"]
        }

    return Access(
        context=context,
        namespace=namespace,
        url=configuration.host,
        pool=pool,
        authorisation=authorisation,
        renew=renew,
        fixed_headers={
            "User-Agent": f"kprobe/{kprobe.__version__}",
            **_impersonation(impersonate),
        },
        packed=packed,
    )


def _fits(value: str) -> bool:
    return all(ord(character) < 256 and character not in "\0\r\n" for character in value)


def _server_url(server: str) -> str:
    url = server if "://" in server else f"https://{server}"
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise KprobeError("the kubeconfig's server is no http or https URL", hint="it looks like https://HOST:6443")
    return url.rstrip("/")


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _refuse_removed(user: Mapping[str, Any]) -> None:
    provider = user.get("auth-provider")
    name = provider.get("name") if isinstance(provider, dict) else None
    if name and name not in ("gcp", "oidc"):
        raise KprobeError(
            f"the kubeconfig's auth-provider {name!r} is not supported any more",
            hint="get a kubeconfig with a credential plugin (exec) from your provider",
        )


def _impersonation(user: Mapping[str, Any]) -> dict[str, str]:
    """The client leaves these out, and would read with more rights than the person asked for."""
    if user.get("as-user-extra") or len(user.get("as-groups") or ()) > 1:
        raise KprobeError(
            "impersonation with several groups or extra fields is not supported",
            hint="use a context that does not impersonate, or one group at most",
        )
    headers = {"Impersonate-User": user.get("as"), "Impersonate-Uid": user.get("as-uid")}
    headers["Impersonate-Group"] = next(iter(user.get("as-groups") or ()), None)
    return {name: str(value) for name, value in headers.items() if value}
