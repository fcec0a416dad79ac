"""Reads a cluster, or files that describe one, into a Snapshot. The only importer of the Kubernetes client."""
