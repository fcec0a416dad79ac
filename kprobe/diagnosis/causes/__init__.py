"""The catalogue of causes: one file a cause, each exporting CAUSE."""
