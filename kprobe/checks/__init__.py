"""What is wrong by the configuration alone: one file a check, each exporting CHECK."""
