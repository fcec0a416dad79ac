"""When the next scan begins."""

from __future__ import annotations

_SHARE = 0.1
_FIRST_RETRY = 10.0


def pause(interval: float, took: float, failures: int) -> float:
    """Seconds between the end of a scan, which took `took`, and the beginning of the next.

    Scans begin an interval apart. One that takes longer delays the next, and a tenth of the interval is always left in
    peace. After a failure, the n-th in a row, it is tried again sooner: after 10 s, 20 s, 40 s, at most the interval.
    """
    rest = max(interval - took, interval * _SHARE)
    if not failures:
        return rest
    return min(interval, max(_FIRST_RETRY * 2.0 ** min(failures - 1, 16), interval * _SHARE))
