"""What the served page says of itself: how old it is, and what went wrong since."""

from __future__ import annotations

from kprobe.serving.clock import Moment
from kprobe.serving.state import State

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def banner(state: State, now: Moment) -> str:
    """A piece of HTML. It changes at most once a minute, so that the page is seldom put together anew."""
    from kprobe.render.web.served import served_banner  # noqa: PLC0415 - Jinja2, where nobody may ever look

    age = state.age(now) or 0.0
    made = f" It was made at {state.kept.at}." if state.kept is not None else ""
    old = f"This report is {coarse(age)} old.{made} A scan begins every {exact(state.interval)}."
    grave = [*_failure(state)]
    if not state.ready(now):
        grave.insert(
            0, f"This report is too old to be relied on: {coarse(age)} old; the limit is {exact(state.limit)}."
        )
    return served_banner(old, grave)


def waiting(state: State, _now: Moment) -> str:
    """A whole page for the time until there is a report."""
    from kprobe.render.web.served import waiting_page  # noqa: PLC0415 - as above

    what = "The first scan is running." if state.scanning else "The next scan begins soon."
    return waiting_page(what, _failure(state))


def coarse(seconds: float) -> str:
    """`less than a minute`, `4 min`, `2 h 5 min`, `3 days 4 h`."""
    whole = int(seconds)
    if whole < _MINUTE:
        return "less than a minute"
    if whole < _HOUR:
        return f"{whole // _MINUTE} min"
    if whole < 2 * _DAY:
        minutes = whole % _HOUR // _MINUTE
        return f"{whole // _HOUR} h{f' {minutes} min' if minutes else ''}"
    hours = whole % _DAY // _HOUR
    return f"{whole // _DAY} days{f' {hours} h' if hours else ''}"


def exact(seconds: float) -> str:
    """As a person set it: `20 s`, `5 min`."""
    return f"{seconds:.3g} s" if seconds < _MINUTE else coarse(seconds)


def _failure(state: State) -> list[str]:
    return [] if state.failure is None else [f"The last scan, at {state.failure.at}, failed: {state.failure.message}"]
