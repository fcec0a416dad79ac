"""The ways in that the demo shows, healthy and broken: one file a kind."""
