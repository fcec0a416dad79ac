"""`python -m kprobe`."""

from __future__ import annotations

from kprobe.cli.main import main

if __name__ == "__main__":
    main()
