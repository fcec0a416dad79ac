"""EndpointSlices: one endpoint for each pod of each Service, with the pods' own names and addresses."""

from __future__ import annotations

from kprobe.kube.interning.pool import Pool
from kprobe.model.objects.endpoint_slice import Endpoint, EndpointSlice, TargetRef


class EndpointSliceInterner:
    """Makes each EndpointSlice anew out of parts that are kept once."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def __call__(self, item: EndpointSlice) -> EndpointSlice:
        """One that equals `item`."""
        once = self._pool.once
        return EndpointSlice(
            metadata=self._pool.deep(item.metadata),
            address_type=once(item.address_type, item.address_type),
            endpoints=None if item.endpoints is None else tuple([self._endpoint(e) for e in item.endpoints]),
            ports=self._pool.deep(item.ports),
        )

    def _endpoint(self, endpoint: Endpoint) -> Endpoint:
        once = self._pool.once
        addresses, target = endpoint.addresses, endpoint.target_ref
        if addresses is not None and len(addresses) == 1:
            addresses = (once(addresses[0], addresses[0]),)
        if target is not None:
            target = TargetRef(
                kind=once(target.kind, target.kind),
                namespace=once(target.namespace, target.namespace),
                name=once(target.name, target.name),
            )
        return Endpoint(
            addresses=addresses,
            conditions=once(endpoint.conditions, endpoint.conditions),
            node_name=once(endpoint.node_name, endpoint.node_name),
            target_ref=target,
        )
