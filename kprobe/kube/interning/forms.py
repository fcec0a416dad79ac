"""How the objects of each type are decoded and interned."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from kprobe.kube.decoding import Form
from kprobe.kube.interning.endpoint_slices import EndpointSliceInterner
from kprobe.kube.interning.pods import PodInterner, WirePod
from kprobe.kube.interning.pool import Pool
from kprobe.model.objects.endpoint_slice import EndpointSlice
from kprobe.model.objects.pod import Pod

T = TypeVar("T")

# The types of which there are many, what their JSON is decoded to, and who makes them of that.
_SPECIAL: dict[type[Any], tuple[type[Any], Callable[[Pool], Callable[[Any], Any]]]] = {
    Pod: (WirePod, PodInterner),
    EndpointSlice: (EndpointSlice, EndpointSliceInterner),
}


def form(of: type[T], pool: Pool) -> Form[T]:
    """For all pages of one list of objects of type `of`."""
    wire, maker = _SPECIAL.get(of, (of, None))
    return Form(of=of, wire=wire, made=maker(pool) if maker else pool.deep)
