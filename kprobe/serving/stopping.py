"""SIGTERM and Ctrl-C: the process ends at once, wherever it is, and as asked: exit code 0."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_GRACE = 5.0


@contextmanager
def stoppable() -> Iterator[None]:
    """Inside, SIGTERM is what Ctrl-C is: KeyboardInterrupt, or what asyncio makes of it. It ends the block, quietly.

    SIGINT gets Python's own handler, as asyncio.run replaces no other by the one that ends its tasks in order; what a
    shell puts into the background begins with SIGINT ignored. Nothing here has to be saved: where code of others
    swallows the exception, or a thread of theirs holds up the end, the process ends without them 5 s after SIGTERM,
    well within the 30 s that Kubernetes gives it.
    """
    before = {
        signal.SIGINT: signal.signal(signal.SIGINT, signal.default_int_handler),
        signal.SIGTERM: signal.signal(signal.SIGTERM, _interrupt),
    }
    try:
        yield
    except KeyboardInterrupt:
        for number in before:
            signal.signal(number, signal.SIG_IGN)
    except BaseException:
        for number, handler in before.items():
            signal.signal(number, handler)
        raise


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    end = threading.Timer(_GRACE, os._exit, (0,))
    end.daemon = True
    end.start()
    signal.raise_signal(signal.SIGINT)
