"""A snapshot with its indexes, built once, and the facts that follow from it."""
