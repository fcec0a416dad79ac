"""Shows a report: one file a format, each exporting RENDERER."""
