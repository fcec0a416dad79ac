"""core/v1 Event."""

from __future__ import annotations

from msgspec import Struct

from kprobe.model.objects.meta import ObjectMeta


class InvolvedObject(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """The object that an event is about."""

    kind: str = ""
    namespace: str = ""
    name: str = ""
    uid: str = ""


class EventSource(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """Who reported an event."""

    component: str = ""


class Event(Struct, frozen=True, kw_only=True, gc=False, rename="camel", omit_defaults=True):
    """core/v1 Event."""

    metadata: ObjectMeta = ObjectMeta()
    involved_object: InvolvedObject = InvolvedObject()
    reason: str = ""
    message: str = ""
    type: str = ""
    source: EventSource = EventSource()
    reporting_component: str = ""
    last_timestamp: str | None = None
    event_time: str | None = None
