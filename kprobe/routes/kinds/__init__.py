"""How a route of each kind of exposure is followed: one file a kind, each exporting TRACER."""
