"""Names of things in a cluster."""

from __future__ import annotations

from msgspec import Struct


class Ref(Struct, frozen=True, kw_only=True, order=True, gc=False):
    """One object: kind as Kubernetes spells it, namespace "" for cluster-scoped kinds."""

    kind: str
    namespace: str = ""
    name: str

    @property
    def path(self) -> str:
        """Namespace and name as a person writes them: `shop/web`, or `node1`."""
        return f"{self.namespace}/{self.name}" if self.namespace else self.name

    def __str__(self) -> str:
        return f"{self.kind} {self.path}"
