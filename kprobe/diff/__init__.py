"""Compares two reports: what came, went and changed, and what of that only looks so."""
