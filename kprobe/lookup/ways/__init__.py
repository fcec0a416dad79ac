"""What would expose a workload: one file a way in, each exporting ADVISOR."""
