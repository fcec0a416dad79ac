"""What the embedded API server holds, and its lists: selectors, pages, continue tokens."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from kprobe.cluster.selectors import parse_selector
from kprobe.errors import UsageError

Object = Mapping[str, Any]


class Api(Struct, frozen=True, kw_only=True):
    """A kind that is served."""

    group: str
    version: str
    plural: str
    kind: str
    namespaced: bool = True

    @property
    def api_version(self) -> str:
        """As objects spell it."""
        return f"{self.group}/{self.version}" if self.group else self.version


APIS = (
    Api(group="", version="v1", plural="pods", kind="Pod"),
    Api(group="", version="v1", plural="services", kind="Service"),
    Api(group="", version="v1", plural="events", kind="Event"),
    Api(group="", version="v1", plural="configmaps", kind="ConfigMap"),
    Api(group="", version="v1", plural="nodes", kind="Node", namespaced=False),
    Api(group="discovery.k8s.io", version="v1", plural="endpointslices", kind="EndpointSlice"),
    Api(group="networking.k8s.io", version="v1", plural="ingresses", kind="Ingress"),
    Api(group="networking.k8s.io", version="v1", plural="ingressclasses", kind="IngressClass", namespaced=False),
    Api(group="apps", version="v1", plural="deployments", kind="Deployment"),
    Api(group="apps", version="v1", plural="statefulsets", kind="StatefulSet"),
    Api(group="apps", version="v1", plural="daemonsets", kind="DaemonSet"),
    Api(
        group="crd.projectcalico.org",
        version="v1",
        plural="felixconfigurations",
        kind="FelixConfiguration",
        namespaced=False,
    ),
)


class BadRequest(Exception):  # noqa: N818 - Kubernetes' word
    """A parameter that the API server does not take."""


class Query(Struct, frozen=True, kw_only=True):
    """The parameters of a list. `limit` 0 is no limit; `start` comes out of the continue token."""

    field_selector: str = ""
    label_selector: str = ""
    limit: int = 0
    start: int = 0

    @classmethod
    def of(cls, parameters: Mapping[str, str]) -> Query:
        """Raises BadRequest for what a real server refuses."""
        limit = parameters.get("limit", "0")
        if not limit.isdigit():
            raise BadRequest(f"limit: Invalid value: {limit!r}")
        token = parameters.get("continue", "")
        return cls(
            field_selector=parameters.get("fieldSelector", ""),
            label_selector=parameters.get("labelSelector", ""),
            limit=int(limit),
            start=_place(token) if token else 0,
        )


class Store:
    """API objects by kind, in the order of etcd's keys: namespace, then name."""

    def __init__(self, objects: Iterable[Object], *, revision: int = 4711) -> None:
        self.revision = revision
        self._by_api: dict[Api, list[Object]] = {api: [] for api in APIS}
        known = {(api.api_version, api.kind): api for api in APIS}
        for item in objects:
            api = known.get((str(item.get("apiVersion", "v1")), str(item["kind"])))
            if api is None:
                raise ValueError(f"the embedded API server does not serve {item.get('apiVersion')} {item['kind']}")
            self._by_api[api].append(item)
        for items in self._by_api.values():
            items.sort(key=_key)

    def get(self, api: Api, namespace: str, name: str) -> Object | None:
        """One object, with kind and apiVersion; None where it does not exist."""
        for item in self._by_api[api]:
            if _key(item) == (namespace, name):
                return {**item, "kind": api.kind, "apiVersion": api.api_version}
        return None

    def page(self, api: Api, namespace: str, query: Query) -> dict[str, Any]:
        """One page of a list; `namespace` "" for all. Raises BadRequest for a selector that is not served."""
        _fields_fit({}, query.field_selector)  # a bad selector is refused even where there is nothing to select
        chosen = [
            item
            for item in self._by_api[api]
            if (not namespace or _key(item)[0] == namespace)
            and _fields_fit(item, query.field_selector)
            and _labels_fit(item, query.label_selector)
        ]
        end = query.start + query.limit if query.limit else len(chosen)
        meta: dict[str, Any] = {"resourceVersion": str(self.revision)}
        if end < len(chosen):
            meta["continue"] = token(end)
            if not query.field_selector and not query.label_selector:
                meta["remainingItemCount"] = len(chosen) - end
        # A list names the kind once; its items leave it out.
        items = [
            {key: value for key, value in item.items() if key not in ("kind", "apiVersion")}
            for item in chosen[query.start : end]
        ]
        return {"kind": f"{api.kind}List", "apiVersion": api.api_version, "metadata": meta, "items": items}


def token(place: int) -> str:
    """The opaque continue token for the objects from `place` on."""
    return base64.urlsafe_b64encode(json.dumps({"v": "meta.k8s.io/v1", "start": place}).encode()).decode()


def _place(text: str) -> int:
    try:
        return int(json.loads(base64.urlsafe_b64decode(text.encode()))["start"])
    except (ValueError, KeyError, TypeError):
        raise BadRequest("continue key is not valid") from None


def _key(item: Object) -> tuple[str, str]:
    meta = item.get("metadata") or {}
    return meta.get("namespace") or "", meta.get("name") or ""


def _fields_fit(item: Object, selector: str) -> bool:
    fields = {
        "metadata.name": _key(item)[1],
        "metadata.namespace": _key(item)[0],
        "spec.nodeName": (item.get("spec") or {}).get("nodeName", ""),
        "status.podIP": (item.get("status") or {}).get("podIP", ""),
        "reason": item.get("reason", ""),
        "type": item.get("type", ""),
    }
    return _fields_hold(selector, fields)


def _labels_fit(item: Object, selector: str) -> bool:
    try:
        return parse_selector(selector)((item.get("metadata") or {}).get("labels") or {})
    except UsageError as error:
        raise BadRequest(f"unable to parse requirement: {error}") from None


def _fields_hold(selector: str, values: Mapping[str, Any]) -> bool:
    """Whether all of `a=b,c==d,e!=f` hold."""
    for term in filter(None, selector.split(",")):
        name, equals, value = term.partition("=")
        wanted = not name.endswith("!")
        name = name.rstrip("!")
        if not equals or name not in values:
            raise BadRequest(f"field label not supported: {name}")
        if (values[name] == value.removeprefix("=")) is not wanted:
            return False
    return True
