"""`kprobe serve`: scans on an interval, and what it found last, over HTTP (docs/serve.md)."""
