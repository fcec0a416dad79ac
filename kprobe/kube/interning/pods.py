"""Pods: by far the most bytes of a cluster, and most of them the same as in the pod before.

What pods of one owner have in common is compared as the bytes that came, and decoded once. Two things that tell nothing
are left out: podIPs that say no more than podIP, and the uid of a pod that has a node, as only the events of those that
wait for one are asked about.
"""

from __future__ import annotations

import msgspec
from msgspec import Raw, Struct, field

from kprobe.kube.interning.pool import Labels, Pool
from kprobe.model.objects.meta import Annotations, Condition, ObjectMeta, OwnerReference
from kprobe.model.objects.pod import Container, ContainerStatus, Pod, PodIP, PodReadinessGate, PodSpec, PodStatus

_NULL = Raw(b"null")
_OWNERS = 256  # lists come sorted, so that pods of one owner follow each other
# The admission plugin ServiceAccount names each pod's token so, followed by five random characters.
_TOKEN, _TOKEN_LENGTH = b"kube-api-access-", 21


class _Meta(Struct, frozen=True, kw_only=True, gc=False, rename="camel"):
    name: str = ""
    namespace: str = ""
    uid: str = ""
    labels: Raw = _NULL
    annotations: Raw = _NULL
    owner_references: Raw = _NULL
    creation_timestamp: str | None = None
    deletion_timestamp: str | None = None


class _Spec(Struct, frozen=True, kw_only=True, gc=False, rename="camel"):
    node_name: str = ""
    host_network: bool = False
    dns_policy: str = ""
    node_selector: Raw = _NULL
    containers: Raw = _NULL
    init_containers: Raw = _NULL
    readiness_gates: Raw = _NULL


class _Status(Struct, frozen=True, kw_only=True, gc=False, rename="camel"):
    phase: str = ""
    reason: str = ""
    message: str = ""
    host_ip: str = field(default="", name="hostIP")
    pod_ip: str = field(default="", name="podIP")
    pod_ips: tuple[PodIP, ...] | None = field(default=None, name="podIPs")
    host_ips: Raw = field(default=_NULL, name="hostIPs")
    conditions: tuple[Condition, ...] | None = None
    container_statuses: tuple[ContainerStatus, ...] | None = None
    init_container_statuses: tuple[ContainerStatus, ...] | None = None


class WirePod(Struct, frozen=True, kw_only=True, gc=False):
    """A Pod whose most frequent parts are still the bytes that came."""

    metadata: _Meta = _Meta()
    spec: _Spec = _Spec()
    status: _Status = _Status()


_LABELS: msgspec.json.Decoder[Labels | None] = msgspec.json.Decoder(Labels | None)
_ANNOTATIONS: msgspec.json.Decoder[Annotations | None] = msgspec.json.Decoder(Annotations | None)
_OWNER_REFERENCES = msgspec.json.Decoder(tuple[OwnerReference, ...] | None)
_CONTAINERS = msgspec.json.Decoder(tuple[Container, ...] | None)
_GATES = msgspec.json.Decoder(tuple[PodReadinessGate, ...] | None)
_IPS = msgspec.json.Decoder(tuple[PodIP, ...] | None)


class _Like(Struct, frozen=True, kw_only=True):
    """What a pod's owner gave it, and the bytes that it was.

    `around_token`: those of its containers before, between and after its token's name; empty: only all of them count.
    """

    raw_labels: Raw
    labels: Labels | None
    raw_annotations: Raw
    annotations: Annotations | None
    raw_node_selector: Raw
    node_selector: Labels | None
    owners: tuple[OwnerReference, ...] | None
    raw_containers: Raw
    around_token: tuple[bytes, ...]
    containers: tuple[Container, ...] | None


class PodInterner:
    """Makes Pods of what came; one for all pages of one list."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._likes: dict[bytes, _Like] = {}
        self._host_ips: dict[bytes, tuple[PodIP, ...] | None] = {}

    def __call__(self, wire: WirePod) -> Pod:
        """Raises one of BROKEN where a part is of another shape than a Pod's."""
        once = self._pool.once
        meta, spec, status = wire.metadata, wire.spec, wire.status
        owner = bytes(meta.owner_references)
        like = self._likes.get(owner)
        if like is None:
            like = self._learn(owner, meta, spec)
        host_ips = bytes(status.host_ips)
        if host_ips not in self._host_ips:
            self._host_ips[host_ips] = _IPS.decode(host_ips)
        conditions, statuses, ips = status.conditions, status.container_statuses, status.pod_ips
        pod_ip = once(status.pod_ip, status.pod_ip)
        if ips is not None and len(ips) == 1 and ips[0].ip == pod_ip:
            ips = None
        return Pod(
            metadata=ObjectMeta(
                name=once(meta.name, meta.name),
                namespace=once(meta.namespace, meta.namespace),
                uid="" if spec.node_name else meta.uid,
                labels=like.labels if meta.labels == like.raw_labels else self._labels(meta.labels),
                annotations=like.annotations
                if meta.annotations == like.raw_annotations
                else self._annotations(meta.annotations),
                owner_references=like.owners,
                creation_timestamp=meta.creation_timestamp,
                deletion_timestamp=meta.deletion_timestamp,
            ),
            spec=PodSpec(
                node_name=once(spec.node_name, spec.node_name),
                host_network=spec.host_network,
                dns_policy=once(spec.dns_policy, spec.dns_policy),
                node_selector=like.node_selector
                if spec.node_selector == like.raw_node_selector
                else self._labels(spec.node_selector),
                containers=like.containers if _same(spec.containers, like) else self._containers(spec.containers),
                init_containers=None if spec.init_containers == _NULL else self._containers(spec.init_containers),
                readiness_gates=None if spec.readiness_gates == _NULL else _GATES.decode(spec.readiness_gates),
            ),
            status=PodStatus(
                phase=once(status.phase, status.phase),
                reason=status.reason,
                message=status.message,
                host_ip=once(status.host_ip, status.host_ip),
                pod_ip=pod_ip,
                pod_ips=ips,
                host_ips=self._host_ips[host_ips],
                conditions=once(conditions, conditions),
                container_statuses=once(statuses, statuses),
                init_container_statuses=status.init_container_statuses,
            ),
        )

    def _learn(self, owner: bytes, meta: _Meta, spec: _Spec) -> _Like:
        containers = self._containers(spec.containers)
        like = _Like(
            raw_labels=meta.labels.copy(),
            labels=self._labels(meta.labels),
            raw_annotations=meta.annotations.copy(),
            annotations=self._annotations(meta.annotations),
            raw_node_selector=spec.node_selector.copy(),
            node_selector=self._labels(spec.node_selector),
            owners=self._pool.deep(_OWNER_REFERENCES.decode(owner)),
            raw_containers=spec.containers.copy(),
            around_token=() if _TOKEN in msgspec.json.encode(containers) else _around_token(spec.containers),
            containers=containers,
        )
        if len(self._likes) >= _OWNERS:
            self._likes.clear()
        self._likes[owner] = like
        return like

    def _labels(self, raw: Raw) -> Labels | None:
        labels = _LABELS.decode(raw)
        return None if labels is None else self._pool.labels(labels)

    def _annotations(self, raw: Raw) -> Annotations | None:
        return self._pool.deep(_ANNOTATIONS.decode(raw))

    def _containers(self, raw: Raw) -> tuple[Container, ...] | None:
        containers: tuple[Container, ...] | None = _CONTAINERS.decode(raw)
        return self._pool.deep(containers)


def _same(containers: Raw, like: _Like) -> bool:
    """Whether they decode to equal Containers, as they differ in nothing but the name of the pod's token.

    Unless a part that is kept has such a name: no quote and no backslash is in it, so that what is exchanged is within
    one JSON string, in both at the same place.
    """
    if containers == like.raw_containers:
        return True
    if not like.around_token:
        return False
    text, at = bytes(containers), len(like.around_token[0])
    token = text[at : at + _TOKEN_LENGTH]
    return _is_token(token) and text == token.join(like.around_token)


def _around_token(containers: Raw) -> tuple[bytes, ...]:
    """What is left without the first token's name and all like it; empty where there is none."""
    text = bytes(containers)
    at = text.find(_TOKEN)
    token = text[at : at + _TOKEN_LENGTH]
    return tuple(text.split(token)) if at >= 0 and _is_token(token) else ()


def _is_token(name: bytes) -> bool:
    return name.startswith(_TOKEN) and name[-5:].isalnum()
