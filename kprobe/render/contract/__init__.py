"""The machine-readable contract: versioned types, the way from a Report to them, their JSON Schema."""
