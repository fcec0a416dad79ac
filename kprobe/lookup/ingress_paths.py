"""Where in an Ingress a backend stands, as a JSON pointer."""

from __future__ import annotations

from collections.abc import Iterator

from kprobe.model.objects.ingress import Ingress, ServiceBackend


def backends(ingress: Ingress) -> Iterator[tuple[str, ServiceBackend]]:
    """Each Service backend with the pointer to it (RFC 6901)."""
    default = ingress.spec.default_backend
    if default is not None and default.service is not None:
        yield "/spec/defaultBackend/service", default.service
    for r, rule in enumerate(ingress.spec.rules or ()):
        for p, path in enumerate((rule.http.paths or ()) if rule.http else ()):
            if path.backend.service is not None:
                yield f"/spec/rules/{r}/http/paths/{p}/backend/service", path.backend.service
