"""`make verdicts`: print the table; exit code 1 where the bar is missed."""

from __future__ import annotations

import os
import sys
import time
from fnmatch import fnmatchcase

from tests.e2e import facts
from tests.e2e.cluster import Cluster
from tests.e2e.verdicts.families import ALL
from tests.e2e.verdicts.run import run
from tests.e2e.verdicts.stage import clear
from tests.e2e.verdicts.table import figures, lines


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def main() -> int:
    """Run everything on the cluster that KPROBE_FACTS names; KPROBE_KEEP=1 leaves what was built.

    KPROBE_AGAIN=1 looks once more at what was left so.

    Arguments are names of scenarios, or patterns of names; without any it is all of them.
    """
    wanted = [s for s in ALL if not sys.argv[1:] or any(fnmatchcase(s.name, name) for name in sys.argv[1:])]
    cluster = Cluster(facts.load(os.environ["KPROBE_FACTS"]))
    began = time.monotonic()
    try:
        outcome = run(
            cluster,
            wanted,
            ask_why=True,
            standing=bool(os.environ.get("KPROBE_AGAIN")),
            say=lambda phase: _say(f"{time.monotonic() - began:4.0f} s: {phase}"),
        )
    finally:
        if not os.environ.get("KPROBE_KEEP"):
            clear(cluster, wait=False)
    sys.stdout.writelines(f"{line}\n" for line in lines(outcome))
    return 0 if figures(outcome.rows).met else 1


if __name__ == "__main__":
    sys.exit(main())
