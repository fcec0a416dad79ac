"""Reads from a cluster what proves its node port range and its service proxy."""

from __future__ import annotations

from http import HTTPStatus
from typing import TypeVar

from msgspec import Struct, field

from kprobe.kube.decoding import BROKEN, decode_object, decode_page, plain
from kprobe.kube.facts import ebpf, flagz, kube_proxy, kubeadm, static_pod
from kprobe.kube.facts.evidence import ConfigMap, Evidence, FelixConfiguration, ServerPod, Unread
from kprobe.kube.failures import Unanswered
from kprobe.kube.resources import API_SERVER_PODS, FELIX_PATH, FLAGZ_PATH, SYSTEM_NAMESPACE
from kprobe.kube.session import Session
from kprobe.model.snapshot import GapReason

T = TypeVar("T")
_IN_SYSTEM = f"/api/v1/namespaces/{SYSTEM_NAMESPACE}"


def read_evidence(session: Session) -> Evidence:
    """As few requests as it takes: no further source is asked once one has answered.

    Raises KprobeError where the credentials are refused; whatever else fails is in the evidence.
    """
    about_range, about_proxy = _Reader(session=session), _Reader(session=session)
    flags = about_range.text(FLAGZ_PATH, "/flagz")
    servers: tuple[ServerPod, ...] = ()
    config_maps: list[ConfigMap] = []
    if flagz.node_port_range(flags) is None:
        servers = about_range.servers()
        if static_pod.node_port_range(servers) is None:
            config_maps += about_range.config_map(kubeadm.CONFIG_MAP)
    felix_bpf = False
    config_maps += about_proxy.config_map(ebpf.CILIUM_CONFIG_MAP)
    if not any((found.data or {}).get(ebpf.CILIUM_KEY) for found in config_maps):
        felix_bpf = about_proxy.felix_bpf()
    for name, _ in kube_proxy.PLACES:
        if not felix_bpf and not any(found.metadata.name in dict(kube_proxy.PLACES) for found in config_maps):
            config_maps += about_proxy.config_map(name)
    return Evidence(
        flags=flags,
        servers=servers,
        config_maps=tuple(config_maps),
        felix_bpf=felix_bpf,
        unread_range=tuple(about_range.unread),
        unread_proxy=tuple(about_proxy.unread),
    )


class _Reader(Struct, frozen=True, kw_only=True):
    """Asks, and notes what it could not read. What does not exist is no loss."""

    session: Session
    unread: list[Unread] = field(default_factory=list)

    def text(self, path: str, name: str, query: dict[str, str] | None = None) -> str:
        return bytes(self._body(path, name, query)).decode(errors="replace")

    def config_map(self, name: str) -> list[ConfigMap]:
        body = self._body(f"{_IN_SYSTEM}/configmaps/{name}", f"ConfigMap {SYSTEM_NAMESPACE}/{name}")
        found = self._decoded(body, ConfigMap, name)
        return [found] if found else []

    def felix_bpf(self) -> bool:
        name = "FelixConfiguration default"
        found = self._decoded(self._body(FELIX_PATH, name), FelixConfiguration, name)
        return bool(found and found.spec.bpf_enabled)

    def servers(self) -> tuple[ServerPod, ...]:
        name = "the API server's pods"
        body = self._body(f"{_IN_SYSTEM}/pods", name, API_SERVER_PODS)
        try:
            return decode_page(body, plain(ServerPod)).items if body else ()
        except BROKEN:
            self.unread.append(Unread(name=name, reason=GapReason.MALFORMED))
            return ()

    def _decoded(self, body: bytes | memoryview, of: type[T], name: str) -> T | None:
        try:
            return decode_object(body, of) if body else None
        except BROKEN:
            self.unread.append(Unread(name=name, reason=GapReason.MALFORMED))
            return None

    def _body(self, path: str, name: str, query: dict[str, str] | None = None) -> bytes | memoryview:
        try:
            answer = self.session.get(path, query)
        except Unanswered as failure:
            reason = GapReason.TIMED_OUT if failure.timed_out else GapReason.FAILED
            self.unread.append(Unread(name=name, reason=reason, detail=failure.words))
            return b""
        if answer.ok:
            return answer.body
        if answer.status not in (HTTPStatus.NOT_FOUND, HTTPStatus.NOT_ACCEPTABLE):
            reason = GapReason.FORBIDDEN if answer.status == HTTPStatus.FORBIDDEN else GapReason.FAILED
            self.unread.append(Unread(name=name, reason=reason, detail=answer.reason))
        return b""
