"""A client that knows nothing of kprobe: what a person with a socket sees. JSON [[address, port], …] in, states out.

It runs outside the cluster as a script of its own, and is the measure that the reports are held against.
"""

from __future__ import annotations

import json
import socket
import sys
from concurrent.futures import ThreadPoolExecutor

ATTEMPTS, TIMEOUT = 4, 2.0  # a node limits how many "refused" it says a second: some first attempts meet silence


def state(target: tuple[str, int]) -> str:
    """`open`, `closed`, `filtered` or `unreachable`; an answer in any attempt counts."""
    seen = "filtered"
    for _ in range(ATTEMPTS):
        try:
            with socket.create_connection(target, TIMEOUT):
                return "open"
        except ConnectionRefusedError:
            seen = "closed"
        except TimeoutError:
            pass
        except OSError:
            seen = "unreachable"
    return seen


if __name__ == "__main__":
    targets = [(address, port) for address, port in json.load(sys.stdin)]
    with ThreadPoolExecutor(32) as pool:
        json.dump(list(pool.map(state, targets)), sys.stdout)
