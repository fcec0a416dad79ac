"""What `kprobe check` looked at."""

from __future__ import annotations

from msgspec import Struct


class Checked(Struct, frozen=True, kw_only=True, gc=False):
    """`objects` of `files` were checked, as if applied to the cluster (`offline`: to none).

    `namespace`: where objects belong that name none. `passed_over`: kinds of which nothing is said, with how many.
    `opens`: ids of the ways in that the objects give; a report has more where findings speak of more.
    """

    files: int
    objects: int
    namespace: str
    offline: bool
    passed_over: tuple[tuple[str, int], ...] = ()
    opens: tuple[str, ...] = ()
