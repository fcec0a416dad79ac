"""Configuration for what stands in front of a cluster, or watches it: one file per program."""
