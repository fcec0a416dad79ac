"""kprobe: what a cluster exposes, whether it answers from here, and why not."""

__version__ = "0.1.0"
