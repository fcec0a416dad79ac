"""How fast and how small kprobe is, each figure beside something known in the same run: `make bench`."""
