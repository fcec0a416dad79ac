"""What was read that proves something about the cluster itself."""

from __future__ import annotations

from msgspec import Struct

from kprobe.model.snapshot import GapReason


class ObjectName(Struct, frozen=True, kw_only=True):
    """The metadata that is needed here."""

    name: str = ""
    namespace: str = ""
    labels: dict[str, str] | None = None


class ConfigMap(Struct, frozen=True, kw_only=True):
    """core/v1 ConfigMap; only the few of kprobe.kube.resources.CONFIG_MAPS are ever decoded."""

    metadata: ObjectName = ObjectName()
    data: dict[str, str] | None = None


class ServerContainer(Struct, frozen=True, kw_only=True):
    """How a container of the API server is started."""

    command: tuple[str, ...] | None = None
    args: tuple[str, ...] | None = None


class ServerSpec(Struct, frozen=True, kw_only=True):
    """The containers of a static pod."""

    containers: tuple[ServerContainer, ...] | None = None


class ServerPod(Struct, frozen=True, kw_only=True):
    """A mirror pod of the API server."""

    metadata: ObjectName = ObjectName()
    spec: ServerSpec = ServerSpec()


class FelixSpec(Struct, frozen=True, kw_only=True, rename="camel"):
    """crd.projectcalico.org/v1 FelixConfigurationSpec."""

    bpf_enabled: bool | None = None


class FelixConfiguration(Struct, frozen=True, kw_only=True):
    """crd.projectcalico.org/v1 FelixConfiguration."""

    metadata: ObjectName = ObjectName()
    spec: FelixSpec = FelixSpec()


class Unread(Struct, frozen=True, kw_only=True):
    """A source of knowledge that exists but could not be read; `name` is what it is called in messages."""

    name: str
    reason: GapReason
    detail: str = ""


class Evidence(Struct, frozen=True, kw_only=True):
    """The sources of knowledge, as far as they were read; empty where they do not exist.

    `flags` is the text of the API server's /flagz. `unread_range` and `unread_proxy` could not be read and might
    have told the node port range or the service proxy.
    """

    flags: str = ""
    servers: tuple[ServerPod, ...] = ()
    config_maps: tuple[ConfigMap, ...] = ()
    felix_bpf: bool = False
    unread_range: tuple[Unread, ...] = ()
    unread_proxy: tuple[Unread, ...] = ()

    def setting(self, config_map: str, key: str) -> str:
        """One key of one of kube-system's ConfigMaps, "" where there is none."""
        return self.settings(config_map).get(key, "")

    def settings(self, config_map: str) -> dict[str, str]:
        """All keys of one of them, empty where there is none."""
        return next((found.data or {} for found in self.config_maps if found.metadata.name == config_map), {})
